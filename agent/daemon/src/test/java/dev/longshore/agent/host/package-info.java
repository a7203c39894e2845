/** Tests of what the machine itself tells. */
@NullMarked
package dev.longshore.agent.host;

import org.jspecify.annotations.NullMarked;
