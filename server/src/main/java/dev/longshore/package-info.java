/** The program: starts the server, with the page if the frontend is on the class path. */
@NullMarked
package dev.longshore;

import org.jspecify.annotations.NullMarked;
