package dev.ratelimit.autoconfigure;

import java.util.stream.Stream;

import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.http.WebCall;
import dev.ratelimit.internal.reactive.FinishedReactiveCall;
import dev.ratelimit.internal.reactive.ReactiveCall;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/**
 * Keeps in a native image what expressions can name on a call of WebFlux.
 */
final class ReactiveCallHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		Stream
			.concat(Stream.of(CallRoot.class, WebCall.class, ReactiveCall.class, FinishedReactiveCall.class)
				.map(TypeReference::of),
					Stream.of("ServerHttpRequest", "ServerHttpResponse")
						.map((name) -> TypeReference.of("org.springframework.http.server.reactive." + name)))
			.forEach((type) -> hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS));
		hints.reflection()
			.registerTypeIfPresent(classLoader, "org.springframework.cloud.gateway.route.Route",
					MemberCategory.INVOKE_PUBLIC_METHODS);
	}

}
