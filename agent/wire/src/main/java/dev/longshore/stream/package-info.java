/** Streams that the agent and the server read through alike: by blocks, counted, and bounded where a reader holds all in memory. */
@NullMarked
package dev.longshore.stream;

import org.jspecify.annotations.NullMarked;
