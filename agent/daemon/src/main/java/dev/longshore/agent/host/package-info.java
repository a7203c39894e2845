/** Facts of the machine that the engine does not tell: what its runtimes can do, how full its disk is. */
@NullMarked
package dev.longshore.agent.host;

import org.jspecify.annotations.NullMarked;
