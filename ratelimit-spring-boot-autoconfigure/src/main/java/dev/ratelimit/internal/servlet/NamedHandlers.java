package dev.ratelimit.internal.servlet;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.http.FailedHandlers;
import dev.ratelimit.internal.http.NamedHandler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.annotation.ExceptionHandlerMappingInfo;
import org.springframework.web.method.annotation.ExceptionHandlerMethodResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.handler.HandlerExceptionResolverComposite;
import org.springframework.web.servlet.mvc.method.annotation.ExceptionHandlerExceptionResolver;
import org.springframework.web.servlet.mvc.method.annotation.ServletInvocableHandlerMethod;

/**
 * The application's {@code @ExceptionHandler} methods that name
 * {@link RateLimitExceededException} itself, in the controller or in a
 * {@code @ControllerAdvice}. Those that name a supertype are meant for failures, and a
 * refusal is none: they are passed over, whatever their order. Safe for use by many
 * threads.
 */
final class NamedHandlers {

	private final ApplicationContext context;

	private final SingletonSupplier<ExceptionHandlerExceptionResolver> mvc;

	private final Map<Class<?>, ExceptionHandlerMethodResolver> controllers = new ConcurrentHashMap<>();

	private final FailedHandlers failed = new FailedHandlers();

	NamedHandlers(ApplicationContext context) {
		this.context = context;
		this.mvc = SingletonSupplier.ofNullable(() -> context.getBeanProvider(HandlerExceptionResolver.class)
			.orderedStream()
			.flatMap(NamedHandlers::parts)
			.filter(ExceptionHandlerExceptionResolver.class::isInstance)
			.map(ExceptionHandlerExceptionResolver.class::cast)
			.findFirst()
			.orElse(null));
	}

	private static Stream<HandlerExceptionResolver> parts(HandlerExceptionResolver resolver) {
		return (resolver instanceof HandlerExceptionResolverComposite composite)
				? composite.getExceptionResolvers().stream() : Stream.of(resolver);
	}

	/**
	 * Lets the method of the controller answer, or the first of an advice.
	 * @param handler what the refused call was for, null if that is not known
	 * @return what is to be rendered, null if there is no such method or it fails
	 */
	@Nullable ModelAndView answer(HttpServletRequest request, HttpServletResponse response, @Nullable Object handler,
			RateLimitExceededException refusal) {
		ExceptionHandlerExceptionResolver mvc = this.mvc.get();
		if (mvc == null) {
			return null;
		}
		ServletWebRequest webRequest = new ServletWebRequest(request, response);
		ServletInvocableHandlerMethod method = find(mvc, accepted(mvc, webRequest),
				(handler instanceof HandlerMethod controller) ? controller : null, request);
		if (method == null) {
			return null;
		}
		// Both are there once the resolver has been initialized
		method.setHandlerMethodArgumentResolvers(Objects.requireNonNull(mvc.getArgumentResolvers()));
		method.setHandlerMethodReturnValueHandlers(Objects.requireNonNull(mvc.getReturnValueHandlers()));
		ModelAndViewContainer container = new ModelAndViewContainer();
		try {
			method.invokeAndHandle(webRequest, container, refusal, handler);
			return container.isRequestHandled() ? new ModelAndView() : view(container);
		}
		catch (Exception ex) {
			this.failed.tell(method, refusal, ex);
			return null;
		}
	}

	/**
	 * Whether the application has a handler for an exception that it has made of a
	 * refusal.
	 * @param handler what the refused call was for
	 * @param thrown the exception
	 * @return true if one names it
	 */
	boolean handle(@Nullable Object handler, Exception thrown) {
		ExceptionHandlerExceptionResolver mvc = this.mvc.get();
		Class<?> type = (handler instanceof HandlerMethod controller)
				? ClassUtils.getUserClass(controller.getBeanType()) : null;
		return (type != null && NamedHandler.isFor(thrown, own(type)))
				|| (mvc != null && mvc.getExceptionHandlerAdviceCache()
					.entrySet()
					.stream()
					.anyMatch((advice) -> advice.getKey().isApplicableToBeanType(type)
							&& NamedHandler.isFor(thrown, advice.getValue())));
	}

	private ExceptionHandlerMethodResolver own(Class<?> controller) {
		return this.controllers.computeIfAbsent(controller, ExceptionHandlerMethodResolver::new);
	}

	private static List<MediaType> accepted(ExceptionHandlerExceptionResolver mvc, ServletWebRequest request) {
		try {
			return mvc.getContentNegotiationManager().resolveMediaTypes(request);
		}
		catch (HttpMediaTypeNotAcceptableException ex) {
			return List.of(MediaType.ALL);
		}
	}

	private @Nullable ServletInvocableHandlerMethod find(ExceptionHandlerExceptionResolver mvc,
			List<MediaType> accepted, @Nullable HandlerMethod controller, HttpServletRequest request) {
		Class<?> type = (controller != null) ? ClassUtils.getUserClass(controller.getBeanType()) : null;
		if (controller != null && type != null) {
			ExceptionHandlerMappingInfo own = named(own(type), accepted, request);
			if (own != null) {
				return new ServletInvocableHandlerMethod(controller.getBean(), own.getHandlerMethod(), this.context);
			}
		}
		for (var advice : mvc.getExceptionHandlerAdviceCache().entrySet()) {
			ExceptionHandlerMappingInfo shared = advice.getKey().isApplicableToBeanType(type)
					? named(advice.getValue(), accepted, request) : null;
			if (shared != null) {
				return new ServletInvocableHandlerMethod(advice.getKey().resolveBean(), shared.getHandlerMethod(),
						this.context);
			}
		}
		return null;
	}

	private static @Nullable ExceptionHandlerMappingInfo named(ExceptionHandlerMethodResolver methods,
			List<MediaType> accepted, HttpServletRequest request) {
		ExceptionHandlerMappingInfo info = NamedHandler.in(methods, accepted);
		if (info != null && !info.getProducibleTypes().isEmpty()) {
			request.setAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE, info.getProducibleTypes());
		}
		return info;
	}

	private static ModelAndView view(ModelAndViewContainer container) {
		ModelAndView view = new ModelAndView();
		view.addAllObjects(container.getModel());
		view.setStatus(container.getStatus());
		if (container.isViewReference()) {
			view.setViewName(container.getViewName());
		}
		else {
			view.setView((View) container.getView());
		}
		return view;
	}

}
