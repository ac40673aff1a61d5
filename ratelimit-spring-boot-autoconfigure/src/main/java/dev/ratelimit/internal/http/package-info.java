/**
 * What both web stacks share.
 */
@NullMarked
package dev.ratelimit.internal.http;

import org.jspecify.annotations.NullMarked;
