/**
 * Test support: gives slices without limits a registry that admits everything.
 */
@NullMarked
package dev.ratelimit.internal.test;

import org.jspecify.annotations.NullMarked;
