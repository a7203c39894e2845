/** The audit as an administrator and a viewer get it. */
@NullMarked
package dev.longshore.ui.audit;

import org.jspecify.annotations.NullMarked;
