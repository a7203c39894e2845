/** Tests of the link with a real server and real agents. */
@NullMarked
package dev.longshore.link;

import org.jspecify.annotations.NullMarked;
