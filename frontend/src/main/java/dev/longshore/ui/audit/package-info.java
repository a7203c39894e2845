/** Who did, or was refused, what. */
@NullMarked
package dev.longshore.ui.audit;

import org.jspecify.annotations.NullMarked;
