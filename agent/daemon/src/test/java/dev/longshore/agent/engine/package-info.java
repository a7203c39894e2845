/** Tests of the engine's side: with recorded and hostile answers, and against real engines. */
@NullMarked
package dev.longshore.agent.engine;

import org.jspecify.annotations.NullMarked;
