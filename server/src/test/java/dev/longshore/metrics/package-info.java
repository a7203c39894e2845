/** Tests of statistics. */
@NullMarked
package dev.longshore.metrics;

import org.jspecify.annotations.NullMarked;
