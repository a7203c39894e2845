/** Speaks the registry's own API (OCI distribution, Docker registry v2), within limits of time and size. */
@NullMarked
package dev.longshore.registries.client;

import org.jspecify.annotations.NullMarked;
