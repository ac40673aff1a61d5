package dev.ratelimit.internal.http;

import java.util.Set;

/**
 * A filter of an application, of either web stack.
 *
 * @param bean the name of the bean that it is or that registers it
 * @param type its type
 * @param order its place among the others
 */
public record ApplicationFilter(String bean, Class<?> type, int order) {

	/** Filters that change path or method, by a part of their types' names. */
	private static final Set<String> CHANGING = Set.of("UrlHandlerFilter", "Rewrite", "HiddenHttpMethodFilter");

	/** Whether the application brings it, not a framework. */
	boolean isOwn() {
		String name = this.type.getName();
		return !name.startsWith("org.springframework.") && !name.startsWith("dev.ratelimit.internal.")
				&& !name.startsWith("io.micrometer.");
	}

	boolean changesRequests() {
		return CHANGING.stream().anyMatch(this.type.getName()::contains);
	}

}
