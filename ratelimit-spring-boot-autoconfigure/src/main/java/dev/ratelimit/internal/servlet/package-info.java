/**
 * HTTP: the rules of the servlet filter, who the client is, the RateLimit headers and the
 * 429; and turns for outgoing calls.
 */
@NullMarked
package dev.ratelimit.internal.servlet;

import org.jspecify.annotations.NullMarked;
