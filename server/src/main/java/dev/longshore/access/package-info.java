/** Accounts, roles, grants and tokens: who may do what where. */
@NullMarked
package dev.longshore.access;

import org.jspecify.annotations.NullMarked;
