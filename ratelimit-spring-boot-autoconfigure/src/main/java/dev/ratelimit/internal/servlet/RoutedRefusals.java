package dev.ratelimit.internal.servlet;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.http.RequestCharges;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.http.HttpStatus;
import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Keeps the refusals of annotated methods behind functional routes a 429: an
 * {@code onError} of the routes for any exception sees them first, and makes a 500 of
 * them. An {@code onError} that answers with another status is left alone.
 */
public final class RoutedRefusals implements BeanPostProcessor {

	private static final String SPRINGS = "org.springframework.web.servlet.function.";

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		// Routes of other types may be injected by their class, not that of filtered ones
		boolean plain = bean.getClass().getName().startsWith(SPRINGS) || ClassUtils.isLambdaClass(bean.getClass());
		return (plain && bean instanceof RouterFunction<?> routes) ? keeping(routes) : bean;
	}

	private static <T extends ServerResponse> RouterFunction<T> keeping(RouterFunction<T> routes) {
		return routes.filter((request, next) -> {
			T response = next.handle(request);
			LimitDecision refusal = response.statusCode().isSameCodeAs(HttpStatus.INTERNAL_SERVER_ERROR)
					? refusal(request.servletRequest()) : null;
			if (refusal != null) {
				throw new RateLimitExceededException(refusal);
			}
			return response;
		});
	}

	private static @Nullable LimitDecision refusal(HttpServletRequest request) {
		RequestCharges charges = Exchange.find(request);
		return (charges != null) ? charges.refusal() : null;
	}

}
