/**
 * The endpoint: what limits do, what keys have left, and changes at run time.
 */
@NullMarked
package dev.ratelimit.internal.actuate;

import org.jspecify.annotations.NullMarked;
