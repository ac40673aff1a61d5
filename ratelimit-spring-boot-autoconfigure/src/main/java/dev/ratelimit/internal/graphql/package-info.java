/**
 * Answers of Spring for GraphQL.
 */
@NullMarked
package dev.ratelimit.internal.graphql;

import org.jspecify.annotations.NullMarked;
