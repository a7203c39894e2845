/** Images over all hosts: the matrix, the list, one image in detail, and the dialogs that change them. */
@NullMarked
package dev.longshore.ui.images;

import org.jspecify.annotations.NullMarked;
