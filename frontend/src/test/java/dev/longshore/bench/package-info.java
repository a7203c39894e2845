/** Measures the whole product from outside: real server, agents, engines and browser. Run by {@code make bench}. */
@NullMarked
package dev.longshore.bench;

import org.jspecify.annotations.NullMarked;
