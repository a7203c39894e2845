/** The agent program: starts, wires and stops its parts. */
@NullMarked
package dev.longshore.agent;

import org.jspecify.annotations.NullMarked;
