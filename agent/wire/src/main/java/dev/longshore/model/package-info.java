/** Values that the agent and the server must read alike: references, digests, ids, and what can go wrong. */
@NullMarked
package dev.longshore.model;

import org.jspecify.annotations.NullMarked;
