/**
 * What the filter takes for a request, on real servers. Applications and assertions know
 * nothing of the server: a request is bytes on a socket, and what is asserted of it is
 * its response.
 */
@NullMarked
package dev.ratelimit.requests;

import org.jspecify.annotations.NullMarked;
