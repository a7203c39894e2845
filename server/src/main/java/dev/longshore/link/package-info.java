/** The agent port: enrolment, certificates, sessions, and bulk streams. */
@NullMarked
package dev.longshore.link;

import org.jspecify.annotations.NullMarked;
