/** Tests of hosts. */
@NullMarked
package dev.longshore.ui.hosts;

import org.jspecify.annotations.NullMarked;
