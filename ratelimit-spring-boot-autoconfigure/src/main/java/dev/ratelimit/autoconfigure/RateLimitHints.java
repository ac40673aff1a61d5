package dev.ratelimit.autoconfigure;

import dev.ratelimit.Rate;
import dev.ratelimit.annotation.RateLimited;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Keeps in a native image what is found by name: how a rate is read, and the attributes
 * of annotations. Spring Boot keeps the properties itself.
 */
final class RateLimitHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection().registerType(Rate.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		for (Class<?> annotation : new Class<?>[] { RateLimited.class, RateLimited.List.class }) {
			hints.reflection().registerType(annotation, MemberCategory.INVOKE_PUBLIC_METHODS);
			hints.proxies().registerJdkProxy(annotation);
		}
	}

}
