/** Hosts, images and containers as last reported, and the part of them that an actor may see. */
@NullMarked
package dev.longshore.inventory;

import org.jspecify.annotations.NullMarked;
