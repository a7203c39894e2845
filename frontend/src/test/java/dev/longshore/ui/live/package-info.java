/** Tests of live. */
@NullMarked
package dev.longshore.ui.live;

import org.jspecify.annotations.NullMarked;
