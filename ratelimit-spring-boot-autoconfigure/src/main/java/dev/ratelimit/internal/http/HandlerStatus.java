package dev.ratelimit.internal.http;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationContext;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpEntity;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.util.ClassUtils;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.method.ControllerAdviceBean;
import org.springframework.web.method.annotation.ExceptionHandlerMappingInfo;
import org.springframework.web.method.annotation.ExceptionHandlerMethodResolver;

/**
 * Warns, at start-up, of a {@code @ControllerAdvice} whose answer to refused calls is a
 * 200, because its method says no status.
 */
public final class HandlerStatus {

	private static final Log logger = LogFactory.getLog(HandlerStatus.class);

	/** Parts of the names of parameters that can set a status. */
	private static final List<String> SETTERS = List.of("Response", "Exchange", "WebRequest");

	private HandlerStatus() {
	}

	/**
	 * Looks at the exception handlers of an application.
	 * @param context the application
	 */
	public static void check(ApplicationContext context) {
		for (ControllerAdviceBean advice : ControllerAdviceBean.findAnnotatedBeans(context)) {
			Class<?> type = (advice.getBeanType() != null) ? ClassUtils.getUserClass(advice.getBeanType()) : null;
			ExceptionHandlerMappingInfo named = (type != null)
					? NamedHandler.in(new ExceptionHandlerMethodResolver(type), List.of(MediaType.ALL)) : null;
			if (type != null && named != null && !saysStatus(named.getHandlerMethod(), type)) {
				logger.warn(("%s.%s answers refused calls with status 200, as it says no other. Write "
						+ "@ResponseStatus(HttpStatus.TOO_MANY_REQUESTS) on it, or return a ResponseEntity or ProblemDetail")
					.formatted(type.getName(), named.getHandlerMethod().getName()));
			}
		}
	}

	/** Whether it does, or may do so where it cannot be seen. */
	private static boolean saysStatus(Method method, Class<?> type) {
		return AnnotatedElementUtils.hasAnnotation(method, ResponseStatus.class)
				|| AnnotatedElementUtils.hasAnnotation(type, ResponseStatus.class)
				|| Arrays.stream(method.getParameterTypes())
					.anyMatch((parameter) -> SETTERS.stream().anyMatch(parameter.getSimpleName()::contains))
				|| returnsStatus(method, type);
	}

	private static boolean returnsStatus(Method method, Class<?> type) {
		ResolvableType returned = ResolvableType.forMethodReturnType(method, type);
		boolean later = ReactiveAdapterRegistry.getSharedInstance().getAdapter(returned.resolve(Object.class)) != null;
		Class<?> value = (later ? returned.getGeneric() : returned).resolve(Object.class);
		// A view's name may be a redirect
		boolean body = AnnotatedElementUtils.hasAnnotation(method, ResponseBody.class)
				|| AnnotatedElementUtils.hasAnnotation(type, ResponseBody.class);
		return value == Object.class || !(body || value == void.class)
				|| Stream.of(HttpEntity.class, ErrorResponse.class, ProblemDetail.class)
					.anyMatch((stated) -> stated.isAssignableFrom(value));
	}

}
