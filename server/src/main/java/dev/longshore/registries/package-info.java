/** Registries by name: where they are, how to sign in, and their secrets, which are sealed. */
@NullMarked
package dev.longshore.registries;

import org.jspecify.annotations.NullMarked;
