package dev.ratelimit.autoconfigure;

import java.util.stream.Stream;

import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.http.WebCall;
import dev.ratelimit.internal.servlet.FinishedServletCall;
import dev.ratelimit.internal.servlet.ServletCall;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/**
 * Keeps in a native image what expressions can name on a web call.
 */
final class ServletCallHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		Stream
			.concat(Stream.of(CallRoot.class, WebCall.class, ServletCall.class, FinishedServletCall.class)
				.map(TypeReference::of),
					Stream.of("HttpServletRequest", "HttpServletResponse")
						.map((name) -> TypeReference.of("jakarta.servlet.http." + name)))
			.forEach((type) -> hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS));
	}

}
