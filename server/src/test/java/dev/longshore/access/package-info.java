/** Tests of access. */
@NullMarked
package dev.longshore.access;

import org.jspecify.annotations.NullMarked;
