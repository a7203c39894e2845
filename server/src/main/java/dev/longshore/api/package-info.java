/** The REST API under /api/v1: the same services and checks as the page. */
@NullMarked
package dev.longshore.api;

import org.jspecify.annotations.NullMarked;
