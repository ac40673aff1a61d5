/**
 * SpEL in rules and annotations: compiled and checked once at start-up, evaluated per
 * call without ever failing it.
 */
@NullMarked
package dev.ratelimit.internal.expression;

import org.jspecify.annotations.NullMarked;
