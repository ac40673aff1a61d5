/**
 * Attacks from outside: a real server, bytes on its socket, and oracles that know nothing
 * of how the limiter reads them.
 */
@NullMarked
package dev.ratelimit.attack;

import org.jspecify.annotations.NullMarked;
