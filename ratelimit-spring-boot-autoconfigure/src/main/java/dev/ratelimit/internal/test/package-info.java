/**
 * What tests of applications find in a slice of the application.
 */
@NullMarked
package dev.ratelimit.internal.test;

import org.jspecify.annotations.NullMarked;
