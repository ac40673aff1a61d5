package dev.ratelimit.autoconfigure;

import dev.ratelimit.Rate;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.expression.CallFunctions;
import dev.ratelimit.internal.expression.NoCall;
import dev.ratelimit.internal.properties.RateLimitProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * Keeps in a native image what is found by name: how a rate is read, the functions of
 * expressions, the attributes of annotations, and the properties.
 */
final class RateLimitHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		for (Class<?> named : new Class<?>[] { Rate.class, CallFunctions.class, NoCall.class }) {
			hints.reflection().registerType(named, MemberCategory.INVOKE_PUBLIC_METHODS);
		}
		for (Class<?> annotation : new Class<?>[] { RateLimited.class, RateLimited.List.class }) {
			hints.reflection().registerType(annotation, MemberCategory.INVOKE_PUBLIC_METHODS);
			hints.proxies().registerJdkProxy(annotation);
		}
		BindableRuntimeHintsRegistrar.forTypes(RateLimitProperties.class).registerHints(hints, classLoader);
	}

}
