/** Operations as people follow them: the activity drawer and the history. */
@NullMarked
package dev.longshore.ui.operations;

import org.jspecify.annotations.NullMarked;
