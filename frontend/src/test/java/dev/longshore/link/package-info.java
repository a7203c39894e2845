/** The link without a wire: agents that tests play. */
@NullMarked
package dev.longshore.link;

import org.jspecify.annotations.NullMarked;
