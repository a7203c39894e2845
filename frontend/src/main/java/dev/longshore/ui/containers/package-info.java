/** The containers of all hosts. */
@NullMarked
package dev.longshore.ui.containers;

import org.jspecify.annotations.NullMarked;
