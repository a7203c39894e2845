/** Tests of the overview. */
@NullMarked
package dev.longshore.ui.overview;

import org.jspecify.annotations.NullMarked;
