package dev.ratelimit.internal.graphql;

import java.util.List;
import java.util.Map;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.text.Spoken;
import graphql.ErrorClassification;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.schema.DataFetchingEnvironment;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.graphql.execution.DataFetcherExceptionResolver;
import org.springframework.graphql.execution.SubscriptionExceptionResolver;

/**
 * Makes of a refused field or subscription an error that is classified as
 * {@code RATE_LIMITED} and has in its extensions {@code retryAfter}, in whole seconds,
 * and the names of the limits that refused. Asked before resolvers without an order, so
 * that one for all exceptions does not take it for a failure. Safe for use by many
 * threads.
 */
public final class RefusalResolver implements DataFetcherExceptionResolver, SubscriptionExceptionResolver, Ordered {

	private static final ErrorClassification RATE_LIMITED = ErrorClassification.errorClassification("RATE_LIMITED");

	@Override
	public int getOrder() {
		return 0;
	}

	@Override
	public Mono<List<GraphQLError>> resolveException(Throwable exception, DataFetchingEnvironment environment) {
		return resolve(exception, GraphqlErrorBuilder.newError(environment));
	}

	@Override
	public Mono<List<GraphQLError>> resolveException(Throwable exception) {
		return resolve(exception, GraphqlErrorBuilder.newError());
	}

	private static Mono<List<GraphQLError>> resolve(Throwable exception, GraphqlErrorBuilder<?> error) {
		if (!(exception instanceof RateLimitExceededException refusal)) {
			return Mono.empty();
		}
		Decision decision = refusal.decision();
		List<String> limits = decision.parts().stream().filter((part) -> !part.allowed()).map(Decision::limit).toList();
		return Mono.just(List.of(error.errorType(RATE_LIMITED)
			.message("Limit exceeded: " + String.join(", ", limits))
			.extensions(Map.of("retryAfter", Spoken.seconds(decision.retryAfter()), "limits", limits))
			.build()));
	}

}
