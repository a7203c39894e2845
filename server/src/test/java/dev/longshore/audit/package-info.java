/** Tests of the audit. */
@NullMarked
package dev.longshore.audit;

import org.jspecify.annotations.NullMarked;
