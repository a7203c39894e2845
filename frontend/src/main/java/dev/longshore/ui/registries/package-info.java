/** Registries that were given a name, and the accounts that operations use there. */
@NullMarked
package dev.longshore.ui.registries;

import org.jspecify.annotations.NullMarked;
