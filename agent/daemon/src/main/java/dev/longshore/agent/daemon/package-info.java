/** The engine's own configuration file and process: read with care, changed only as far as the host's owner allows. */
@NullMarked
package dev.longshore.agent.daemon;

import org.jspecify.annotations.NullMarked;
