/** The hosts: all of them, one of them with all that its engine says, and how a new one is added. */
@NullMarked
package dev.longshore.ui.hosts;

import org.jspecify.annotations.NullMarked;
