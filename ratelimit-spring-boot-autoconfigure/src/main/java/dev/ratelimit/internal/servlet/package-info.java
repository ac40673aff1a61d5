/**
 * The servlet side: a filter that applies the rules to requests, the end of an exchange,
 * and the answer to a refused one.
 */
@NullMarked
package dev.ratelimit.internal.servlet;

import org.jspecify.annotations.NullMarked;
