/** Accounts, API tokens, one's own password, and what this server is. */
@NullMarked
package dev.longshore.ui.settings;

import org.jspecify.annotations.NullMarked;
