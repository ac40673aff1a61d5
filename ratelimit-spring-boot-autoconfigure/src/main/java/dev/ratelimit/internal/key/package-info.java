/**
 * Forms of keys: long ones as they are held, and all as they leave the process.
 */
@NullMarked
package dev.ratelimit.internal.key;

import org.jspecify.annotations.NullMarked;
