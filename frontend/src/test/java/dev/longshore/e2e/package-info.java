/** The whole of it: a real browser, the server as it ships, agents, and real engines. */
@NullMarked
package dev.longshore.e2e;

import org.jspecify.annotations.NullMarked;
