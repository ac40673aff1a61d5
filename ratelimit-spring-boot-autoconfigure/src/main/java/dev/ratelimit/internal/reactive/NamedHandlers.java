package dev.ratelimit.internal.reactive;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.http.FailedHandlers;
import dev.ratelimit.internal.http.NamedHandler;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.method.ControllerAdviceBean;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.annotation.ExceptionHandlerMappingInfo;
import org.springframework.web.method.annotation.ExceptionHandlerMethodResolver;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.DispatchExceptionHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.reactive.result.method.InvocableHandlerMethod;
import org.springframework.web.reactive.result.method.annotation.ContinuationHandlerMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.CookieValueMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.ExpressionValueMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.ModelMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.PathVariableMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.PrincipalMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.RequestAttributeMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.RequestHeaderMapMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.RequestHeaderMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.RequestParamMapMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.RequestParamMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.ServerWebExchangeMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.SessionAttributeMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.WebSessionMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;

/**
 * The methods that name {@link RateLimitExceededException} itself, whatever their order
 * among those that name a supertype: of the controller, and of the
 * {@code @ControllerAdvice} that is for it. Those of an advice can take the exception and
 * what exception handlers of WebFlux take, but for arguments of resolvers of the
 * application's own. Safe for use by many threads.
 */
final class NamedHandlers {

	private final SingletonSupplier<Map<ControllerAdviceBean, ExceptionHandlerMethodResolver>> advice;

	private final Map<Class<?>, ExceptionHandlerMethodResolver> controllers = new ConcurrentHashMap<>();

	private final SingletonSupplier<List<HandlerResultHandler>> results;

	private final List<HandlerMethodArgumentResolver> arguments;

	private final FailedHandlers failed = new FailedHandlers();

	NamedHandlers(ApplicationContext context) {
		this.advice = SingletonSupplier.of(() -> find(context));
		this.results = SingletonSupplier
			.of(() -> context.getBeanProvider(HandlerResultHandler.class).orderedStream().toList());
		this.arguments = arguments(((ConfigurableApplicationContext) context).getBeanFactory());
	}

	/** As WebFlux has them for exception handlers, but keeps them to itself. */
	private static List<HandlerMethodArgumentResolver> arguments(ConfigurableBeanFactory beans) {
		ReactiveAdapterRegistry registry = ReactiveAdapterRegistry.getSharedInstance();
		return List.of(new RequestParamMethodArgumentResolver(beans, registry, false),
				new RequestParamMapMethodArgumentResolver(registry),
				new PathVariableMethodArgumentResolver(beans, registry),
				new RequestHeaderMethodArgumentResolver(beans, registry),
				new RequestHeaderMapMethodArgumentResolver(registry),
				new CookieValueMethodArgumentResolver(beans, registry),
				new ExpressionValueMethodArgumentResolver(beans, registry),
				new SessionAttributeMethodArgumentResolver(beans, registry),
				new RequestAttributeMethodArgumentResolver(beans, registry), new ModelMethodArgumentResolver(registry),
				new ServerWebExchangeMethodArgumentResolver(registry), new PrincipalMethodArgumentResolver(registry),
				new WebSessionMethodArgumentResolver(registry), new ContinuationHandlerMethodArgumentResolver());
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

	/**
	 * Whether one has answered.
	 * @param own asks the handlers of the controller; null if they have been asked
	 */
	Mono<Boolean> answer(ServerWebExchange exchange, RateLimitExceededException refusal,
			@Nullable DispatchExceptionHandler own) {
		HandlerMethod controller = controller(exchange);
		Class<?> type = (controller != null) ? ClassUtils.getUserClass(controller.getBeanType()) : null;
		List<MediaType> accepted = accepted(exchange);
		if (own != null && type != null) {
			ExceptionHandlerMappingInfo named = NamedHandler
				.first(this.controllers.computeIfAbsent(type, ExceptionHandlerMethodResolver::new), accepted);
			if (named != null) {
				return answer(exchange, refusal, new HandlerMethod(type, named.getHandlerMethod()),
						own.handleError(exchange, refusal))
					.flatMap(
							(answered) -> answered ? Mono.just(true) : advise(exchange, refusal, controller, accepted));
			}
		}
		return advise(exchange, refusal, controller, accepted);
	}

	/** Who has been chosen to handle a request; null for nobody yet, and for a route. */
	private static @Nullable HandlerMethod controller(ServerWebExchange exchange) {
		return (exchange.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod method)
				? method : null;
	}

	private Mono<Boolean> advise(ServerWebExchange exchange, RateLimitExceededException refusal,
			@Nullable HandlerMethod controller, List<MediaType> accepted) {
		Class<?> type = (controller != null) ? controller.getBeanType() : null;
		for (var each : this.advice.obtain().entrySet()) {
			ExceptionHandlerMappingInfo named = each.getKey().isApplicableToBeanType(type)
					? NamedHandler.in(each.getValue(), accepted) : null;
			if (named != null) {
				if (!named.getProducibleTypes().isEmpty()) {
					exchange.getAttributes()
						.put(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE, named.getProducibleTypes());
				}
				InvocableHandlerMethod method = new InvocableHandlerMethod(each.getKey().resolveBean(),
						named.getHandlerMethod());
				method.setArgumentResolvers(this.arguments);
				return answer(exchange, refusal, method, method.invoke(exchange, new BindingContext(), refusal,
						(controller != null) ? controller : method));
			}
		}
		return Mono.just(false);
	}

	private Mono<Boolean> answer(ServerWebExchange exchange, RateLimitExceededException refusal, HandlerMethod method,
			Mono<HandlerResult> answer) {
		return answer.flatMap((result) -> handle(exchange, result))
			.switchIfEmpty(Mono.defer(exchange.getResponse()::setComplete))
			.thenReturn(true)
			.onErrorResume((failure) -> {
				this.failed.tell(method, refusal, failure);
				return Mono.just(exchange.getResponse().isCommitted());
			});
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
