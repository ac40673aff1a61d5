/**
 * The one way of a limited call: what applies to it is checked and compiled once, then
 * charged, given back or completed. Knows neither servlets nor methods nor publishers.
 */
@NullMarked
package dev.ratelimit.internal.call;

import org.jspecify.annotations.NullMarked;
