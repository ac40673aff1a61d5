/**
 * What the application's CORS configuration has for a request, wherever it is configured,
 * and the headers of Spring Security. Knows nothing of limits.
 */
@NullMarked
package dev.ratelimit.internal.cors;

import org.jspecify.annotations.NullMarked;
