/**
 * The sample under mixed traffic for long: what it admits, and what it holds on to.
 */
@NullMarked
package dev.ratelimit.soak;

import org.jspecify.annotations.NullMarked;
