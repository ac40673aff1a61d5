/**
 * Web requests without a web stack: rules and how they match, stages, what expressions
 * can name, header fields, and what a refusal is answered with. Both web stacks use it.
 */
@NullMarked
package dev.ratelimit.internal.http;

import org.jspecify.annotations.NullMarked;
