/**
 * What the algorithms mean, written for the tests: naive, exact, and with no thought for
 * speed.
 */
@NullMarked
package dev.ratelimit.model;

import org.jspecify.annotations.NullMarked;
