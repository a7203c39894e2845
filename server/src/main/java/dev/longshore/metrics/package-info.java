/** Statistics: raw counters of agents become rates here, once; the last minutes in memory, the rest in the history. */
@NullMarked
package dev.longshore.metrics;

import org.jspecify.annotations.NullMarked;
