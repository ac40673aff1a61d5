/**
 * An API as people have it, limited in the ways people need.
 */
@NullMarked
package dev.ratelimit.sample;

import org.jspecify.annotations.NullMarked;
