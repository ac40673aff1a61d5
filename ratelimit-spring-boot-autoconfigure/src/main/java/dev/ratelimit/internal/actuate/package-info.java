/**
 * The actuator endpoint and the health component: limits, the state of keys, and changes
 * at run time.
 */
@NullMarked
package dev.ratelimit.internal.actuate;

import org.jspecify.annotations.NullMarked;
