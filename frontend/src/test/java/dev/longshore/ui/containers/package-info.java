/** The containers of a played fleet. */
@NullMarked
package dev.longshore.ui.containers;

import org.jspecify.annotations.NullMarked;
