/** Real container hosts for tests: the lab of {@code docker/lab} driven from Java. */
@NullMarked
package dev.longshore.lab;

import org.jspecify.annotations.NullMarked;
