/**
 * The annotation that limits methods, and one that brings limits into tests of a slice.
 */
@NullMarked
package dev.ratelimit.annotation;

import org.jspecify.annotations.NullMarked;
