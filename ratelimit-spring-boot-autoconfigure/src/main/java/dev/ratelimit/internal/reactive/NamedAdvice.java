package dev.ratelimit.internal.reactive;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.http.NamedHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.method.ControllerAdviceBean;
import org.springframework.web.method.annotation.ExceptionHandlerMappingInfo;
import org.springframework.web.method.annotation.ExceptionHandlerMethodResolver;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.reactive.result.method.InvocableHandlerMethod;
import org.springframework.web.reactive.result.method.annotation.ModelMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.PrincipalMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.ServerWebExchangeMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;

/**
 * The methods of {@code @ControllerAdvice} that name {@link RateLimitExceededException}
 * itself, whatever their order among those that name a supertype. They can take the
 * exception, the exchange and its parts, the user and a model. Safe for use by many
 * threads.
 */
final class NamedAdvice {

	private static final Log logger = LogFactory.getLog(NamedAdvice.class);

	private static final ReactiveAdapterRegistry REGISTRY = ReactiveAdapterRegistry.getSharedInstance();

	private static final List<HandlerMethodArgumentResolver> ARGUMENTS = List.of(
			new ServerWebExchangeMethodArgumentResolver(REGISTRY), new PrincipalMethodArgumentResolver(REGISTRY),
			new ModelMethodArgumentResolver(REGISTRY));

	private final SingletonSupplier<Map<ControllerAdviceBean, ExceptionHandlerMethodResolver>> advice;

	private final SingletonSupplier<List<HandlerResultHandler>> results;

	NamedAdvice(ApplicationContext context) {
		this.advice = SingletonSupplier.of(() -> find(context));
		this.results = SingletonSupplier
			.of(() -> context.getBeanProvider(HandlerResultHandler.class).orderedStream().toList());
	}

	private static Map<ControllerAdviceBean, ExceptionHandlerMethodResolver> find(ApplicationContext context) {
		Map<ControllerAdviceBean, ExceptionHandlerMethodResolver> found = new LinkedHashMap<>();
		for (ControllerAdviceBean bean : ControllerAdviceBean.findAnnotatedBeans(context)) {
			Class<?> type = bean.getBeanType();
			if (type != null && type != ReactiveRefusals.class) {
				found.put(bean, new ExceptionHandlerMethodResolver(ClassUtils.getUserClass(type)));
			}
		}
		return found;
	}

	/** Whether one has answered. */
	Mono<Boolean> answer(ServerWebExchange exchange, RateLimitExceededException refusal) {
		List<MediaType> accepted = accepted(exchange);
		for (var each : this.advice.obtain().entrySet()) {
			ExceptionHandlerMappingInfo named = NamedHandler.in(each.getValue(), accepted);
			if (named != null) {
				if (!named.getProducibleTypes().isEmpty()) {
					exchange.getAttributes()
						.put(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE, named.getProducibleTypes());
				}
				InvocableHandlerMethod method = new InvocableHandlerMethod(each.getKey().resolveBean(),
						named.getHandlerMethod());
				method.setArgumentResolvers(ARGUMENTS);
				return method.invoke(exchange, new BindingContext(), refusal, method)
					.flatMap((result) -> handle(exchange, result))
					.switchIfEmpty(Mono.defer(exchange.getResponse()::setComplete))
					.thenReturn(true)
					.onErrorResume((failure) -> {
						logger.debug("No answer of " + method + " to a refused request", failure);
						return Mono.just(exchange.getResponse().isCommitted());
					});
			}
		}
		return Mono.just(false);
	}

	private static List<MediaType> accepted(ServerWebExchange exchange) {
		try {
			List<MediaType> accepted = exchange.getRequest().getHeaders().getAccept();
			return accepted.isEmpty() ? List.of(MediaType.ALL) : accepted;
		}
		catch (InvalidMediaTypeException ex) {
			return List.of(MediaType.ALL);
		}
	}

	private Mono<Void> handle(ServerWebExchange exchange, HandlerResult result) {
		return Flux.fromIterable(this.results.obtain())
			.filter((handler) -> handler.supports(result))
			.next()
			.flatMap((handler) -> handler.handleResult(exchange, result));
	}

}
