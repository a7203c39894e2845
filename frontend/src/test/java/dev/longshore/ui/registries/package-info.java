/** Registries as an administrator and a viewer get them. */
@NullMarked
package dev.longshore.ui.registries;

import org.jspecify.annotations.NullMarked;
