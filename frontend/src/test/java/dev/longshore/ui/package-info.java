/** Tests of the page: its catalogue, its shell, and the whole of it in a real browser. */
@NullMarked
package dev.longshore.ui;

import org.jspecify.annotations.NullMarked;
