/**
 * The playground, asked directly and in a real browser.
 */
@NullMarked
package dev.ratelimit.sample.playground;

import org.jspecify.annotations.NullMarked;
