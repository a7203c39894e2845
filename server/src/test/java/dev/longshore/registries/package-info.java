/** Tests of registries. */
@NullMarked
package dev.longshore.registries;

import org.jspecify.annotations.NullMarked;
