/** The one gateway through which anything is changed. */
@NullMarked
package dev.longshore.operations;

import org.jspecify.annotations.NullMarked;
