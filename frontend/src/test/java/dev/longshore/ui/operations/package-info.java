/** History and activity drawer, with agents that the test plays. */
@NullMarked
package dev.longshore.ui.operations;

import org.jspecify.annotations.NullMarked;
