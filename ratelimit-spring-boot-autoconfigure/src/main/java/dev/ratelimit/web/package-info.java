/**
 * Client addresses, and turns for outgoing HTTP calls.
 */
@NullMarked
package dev.ratelimit.web;

import org.jspecify.annotations.NullMarked;
