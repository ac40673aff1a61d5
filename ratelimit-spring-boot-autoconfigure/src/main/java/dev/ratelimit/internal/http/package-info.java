/**
 * Web requests without a web stack: rules, how they match, header fields and stages. Both
 * web stacks use it.
 */
@NullMarked
package dev.ratelimit.internal.http;

import org.jspecify.annotations.NullMarked;
