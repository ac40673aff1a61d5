/**
 * Rate limiters in memory without Spring, for tests and plain Java programs.
 */
@NullMarked
package dev.ratelimit.local;

import org.jspecify.annotations.NullMarked;
