/** Who did, or was refused, what. */
@NullMarked
package dev.longshore.audit;

import org.jspecify.annotations.NullMarked;
