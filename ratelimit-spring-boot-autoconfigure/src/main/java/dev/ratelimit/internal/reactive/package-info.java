/**
 * WebFlux: the filter, the exchange, the 429. What is decided about a request lies in
 * {@code http}.
 */
@NullMarked
package dev.ratelimit.internal.reactive;

import org.jspecify.annotations.NullMarked;
