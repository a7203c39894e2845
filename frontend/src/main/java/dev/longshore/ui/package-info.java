/** The page: its shell, and what the views share. */
@NullMarked
package dev.longshore.ui;

import org.jspecify.annotations.NullMarked;
