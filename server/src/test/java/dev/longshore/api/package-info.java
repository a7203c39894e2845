/** Tests of api. */
@NullMarked
package dev.longshore.api;

import org.jspecify.annotations.NullMarked;
