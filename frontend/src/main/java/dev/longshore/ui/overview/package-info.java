/** The first page: what is wrong, where, since when, and what to do. */
@NullMarked
package dev.longshore.ui.overview;

import org.jspecify.annotations.NullMarked;
