/**
 * Answers for whoever runs an application: the keys that a limit refuses most, and the
 * rates that a limit which only observes would have needed. Learned on this node from
 * what it decides, in bounded memory.
 */
@NullMarked
package dev.ratelimit.internal.advice;

import org.jspecify.annotations.NullMarked;
