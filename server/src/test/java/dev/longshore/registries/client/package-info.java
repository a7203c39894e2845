@NullMarked
package dev.longshore.registries.client;

import org.jspecify.annotations.NullMarked;
