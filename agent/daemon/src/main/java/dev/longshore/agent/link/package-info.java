/** The agent's end of the link: enrols, dials, keeps alive, routes commands and carries bulk streams. */
@NullMarked
package dev.longshore.agent.link;

import org.jspecify.annotations.NullMarked;
