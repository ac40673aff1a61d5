/**
 * Client addresses: reading them, and the headers of trusted proxies that report them.
 */
@NullMarked
package dev.ratelimit.internal.address;

import org.jspecify.annotations.NullMarked;
