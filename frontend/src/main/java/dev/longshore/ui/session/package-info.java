/** Who looks at the page, and in which language and colours. */
@NullMarked
package dev.longshore.ui.session;

import org.jspecify.annotations.NullMarked;
