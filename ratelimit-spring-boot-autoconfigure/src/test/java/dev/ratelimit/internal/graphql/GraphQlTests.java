package dev.ratelimit.internal.graphql;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.autoconfigure.AnnotationRateLimitAutoConfiguration;
import dev.ratelimit.autoconfigure.GraphQlRateLimitAutoConfiguration;
import dev.ratelimit.autoconfigure.LocalRateLimitAutoConfiguration;
import dev.ratelimit.autoconfigure.RateLimitAutoConfiguration;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.schema.DataFetchingEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.graphql.autoconfigure.GraphQlAutoConfiguration;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.graphql.ExecutionGraphQlRequest;
import org.springframework.graphql.ExecutionGraphQlResponse;
import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.execution.DataFetcherExceptionResolver;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.graphql.support.DefaultExecutionGraphQlRequest;
import org.springframework.stereotype.Controller;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fields of Spring for GraphQL.
 */
@ExtendWith(OutputCaptureExtension.class)
class GraphQlTests {

	private static final String SCHEMA = "type Query { greeting: String, other: String }";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GraphQlAutoConfiguration.class, RateLimitAutoConfiguration.class,
				LocalRateLimitAutoConfiguration.class, AnnotationRateLimitAutoConfiguration.class,
				GraphQlRateLimitAutoConfiguration.class))
		.withUserConfiguration(Schema.class)
		.withBean(Greeting.class)
		.withPropertyValues("ratelimit.limits.api.rate=1/1h");

	@Test
	void aRefusedFieldIsAnErrorOfItsOwnKindAndNotLogged(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(ask(context).getErrors()).isEmpty();
			ExecutionGraphQlResponse response = ask(context);
			assertThat(response.getErrors()).singleElement().satisfies((error) -> {
				assertThat(error.getErrorType()).hasToString("RATE_LIMITED");
				assertThat(error.getMessage()).isEqualTo("Limit exceeded: api");
				assertThat(error.getPath()).isEqualTo("greeting");
				assertThat((long) error.getExtensions().get("retryAfter")).isBetween(3590L, 3600L);
				assertThat(error.getExtensions()).containsEntry("limits", List.of("api"));
			});
			assertThat((String) response.field("other").getValue()).isEqualTo("other");
			assertThat(output).doesNotContain("ERROR").doesNotContain("RateLimitExceededException");
		});
	}

	@Test
	void aResolverForAllExceptionsIsNotAsked() {
		DataFetcherExceptionResolver all = DataFetcherExceptionResolver.forSingleError(GraphQlTests::internal);
		this.runner.withBean("all", DataFetcherExceptionResolver.class, () -> all).run((context) -> {
			ask(context);
			assertThat(ask(context).getErrors().get(0).getErrorType()).hasToString("RATE_LIMITED");
		});
	}

	@Test
	void aResolverAheadChangesTheError() {
		this.runner.withUserConfiguration(Ahead.class).run((context) -> {
			ask(context);
			assertThat(ask(context).getErrors().get(0).getErrorType()).isEqualTo(ErrorType.FORBIDDEN);
		});
	}

	@Test
	void aRefusedSubscriptionIsTheSameError() {
		RefusalResolver resolver = new RefusalResolver();
		this.runner.run((context) -> {
			Greeting greeting = context.getBean(Greeting.class);
			greeting.greeting();
			List<GraphQLError> errors = Flux.defer(() -> Flux.just(greeting.greeting()))
				.flatMap((none) -> Flux.<GraphQLError>empty())
				.onErrorResume((error) -> resolver.resolveException(error).flatMapIterable((all) -> all))
				.collectList()
				.block();
			assertThat(errors).singleElement()
				.satisfies((error) -> assertThat(error.getErrorType()).hasToString("RATE_LIMITED"));
		});
	}

	private static GraphQLError internal(Throwable exception, DataFetchingEnvironment environment) {
		return GraphqlErrorBuilder.newError(environment).errorType(ErrorType.INTERNAL_ERROR).message("all").build();
	}

	private static ExecutionGraphQlResponse ask(ApplicationContext context) {
		ExecutionGraphQlRequest request = new DefaultExecutionGraphQlRequest("{ greeting other }", null, null, null,
				"1", null);
		ExecutionGraphQlResponse response = context.getBean(ExecutionGraphQlService.class).execute(request).block();
		assertThat(response).isNotNull();
		return response;
	}

	@Controller
	static class Greeting {

		@QueryMapping
		@RateLimited("api")
		public String greeting() {
			return "hello";
		}

		@QueryMapping
		public String other() {
			return "other";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Schema {

		@Bean
		GraphQlSourceBuilderCustomizer schema() {
			return (builder) -> builder.schemaResources(new ByteArrayResource(SCHEMA.getBytes(StandardCharsets.UTF_8)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Ahead {

		@Bean
		@Order(-1)
		DataFetcherExceptionResolver ahead() {
			return DataFetcherExceptionResolver
				.forSingleError((exception, environment) -> (exception instanceof RateLimitExceededException)
						? GraphqlErrorBuilder.newError(environment).errorType(ErrorType.FORBIDDEN).message("no").build()
						: null);
		}

	}

}
