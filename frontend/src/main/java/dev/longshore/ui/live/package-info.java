/** What happens on the hosts, brought to the open tabs: coalesced, and only what a tab shows. */
@NullMarked
package dev.longshore.ui.live;

import org.jspecify.annotations.NullMarked;
