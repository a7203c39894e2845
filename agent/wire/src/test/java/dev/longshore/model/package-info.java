/** Tests of the values that both ends must read alike. */
@NullMarked
package dev.longshore.model;

import org.jspecify.annotations.NullMarked;
