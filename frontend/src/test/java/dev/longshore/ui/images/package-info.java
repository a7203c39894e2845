/** Tests of the images pages. */
@NullMarked
package dev.longshore.ui.images;

import org.jspecify.annotations.NullMarked;
