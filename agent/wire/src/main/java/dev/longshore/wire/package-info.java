/** The generated messages of the wire contract; see {@code src/main/proto}. */
package dev.longshore.wire;
