package dev.ratelimit.internal.cors;

import java.util.List;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Finds the handler of a request as MVC would. Safe for use by many threads.
 */
public final class MvcHandlers {

	private final SingletonSupplier<List<HandlerMapping>> mappings;

	/**
	 * The handlers of an application.
	 * @param context where the mappings are found, when the first request is asked for
	 */
	public MvcHandlers(ApplicationContext context) {
		this.mappings = SingletonSupplier
			.of(() -> context.getBeanProvider(HandlerMapping.class).orderedStream().toList());
	}

	/**
	 * The handler of a request.
	 * @param asked the request, which keeps the attributes that mappings leave behind
	 * @return the handler and what surrounds it; null if there is no handler
	 * @throws Exception if a mapping fails, or answers that the request cannot be handled
	 */
	public @Nullable HandlerExecutionChain of(HttpServletRequest asked) throws Exception {
		ServletRequestPathUtils.parseAndCache(asked);
		for (HandlerMapping mapping : this.mappings.obtain()) {
			HandlerExecutionChain chain = mapping.getHandler(asked);
			if (chain != null) {
				return chain;
			}
		}
		return null;
	}

	/**
	 * The mappings of a kind.
	 * @param <T> the kind
	 * @param type the kind
	 * @return the mappings, in order
	 */
	public <T extends HandlerMapping> Stream<T> mappings(Class<T> type) {
		return this.mappings.obtain().stream().filter(type::isInstance).map(type::cast);
	}

}
