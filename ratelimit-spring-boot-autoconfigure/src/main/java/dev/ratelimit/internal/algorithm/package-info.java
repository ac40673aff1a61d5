/**
 * The algorithms: pure and explicit about time. A formula maps a state, a time and a cost
 * to the next state and a decision; it reads no clock, keeps no key and never waits.
 */
@NullMarked
package dev.ratelimit.internal.algorithm;

import org.jspecify.annotations.NullMarked;
