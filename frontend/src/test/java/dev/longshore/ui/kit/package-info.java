/** Tests of kit. */
@NullMarked
package dev.longshore.ui.kit;

import org.jspecify.annotations.NullMarked;
