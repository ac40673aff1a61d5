/**
 * Refused calls of Spring for GraphQL, as errors of their own kind.
 */
@NullMarked
package dev.ratelimit.internal.graphql;

import org.jspecify.annotations.NullMarked;
