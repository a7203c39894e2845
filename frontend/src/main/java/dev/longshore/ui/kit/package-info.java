/** Parts that the views share: badges, notes, dialogs, filters, export; they know no service. */
@NullMarked
package dev.longshore.ui.kit;

import org.jspecify.annotations.NullMarked;
