/**
 * Answers of Jersey, whose resources are neither MVC's handlers nor let exceptions
 * through to a filter.
 */
@NullMarked
package dev.ratelimit.internal.jersey;

import org.jspecify.annotations.NullMarked;
