package dev.ratelimit.internal.http;

import java.util.List;

import dev.ratelimit.RateLimitExceededException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.web.method.annotation.ExceptionHandlerMappingInfo;
import org.springframework.web.method.annotation.ExceptionHandlerMethodResolver;

/**
 * An application's {@code @ExceptionHandler} that names
 * {@link RateLimitExceededException} itself. One that names a supertype is meant for
 * failures, and a refusal is none.
 */
public final class NamedHandler {

	private NamedHandler() {
	}

	/**
	 * Whether an exception that the application has made of a refusal has a handler: one
	 * that names its type, or a supertype that is not the JDK's.
	 * @param methods the exception handlers of a controller or an advice
	 * @param thrown the exception
	 * @return true if so
	 */
	public static boolean isFor(Throwable thrown, ExceptionHandlerMethodResolver methods) {
		ExceptionHandlerMappingInfo info = methods.resolveExceptionMappingByExceptionType(thrown.getClass(),
				MediaType.ALL);
		return info != null && info.getExceptionTypes()
			.stream()
			.anyMatch((type) -> type.isInstance(thrown) && !type.getName().startsWith("java."));
	}

	/**
	 * Finds such a method.
	 * @param methods the exception handlers of a controller or an advice
	 * @param accepted what the client accepts
	 * @return the method; null if there is none
	 */
	public static @Nullable ExceptionHandlerMappingInfo in(ExceptionHandlerMethodResolver methods,
			List<MediaType> accepted) {
		for (MediaType type : accepted) {
			ExceptionHandlerMappingInfo info = find(methods, type);
			if (isNamed(info)) {
				return info;
			}
		}
		return null;
	}

	/**
	 * Finds such a method, if it is the one that Spring asks.
	 * @param methods the exception handlers of a controller
	 * @param accepted what the client accepts
	 * @return the method; null if there is none, or one for a supertype comes first
	 */
	public static @Nullable ExceptionHandlerMappingInfo first(ExceptionHandlerMethodResolver methods,
			List<MediaType> accepted) {
		for (MediaType type : accepted) {
			ExceptionHandlerMappingInfo info = find(methods, type);
			if (info != null) {
				return isNamed(info) ? info : null;
			}
		}
		return null;
	}

	private static @Nullable ExceptionHandlerMappingInfo find(ExceptionHandlerMethodResolver methods, MediaType type) {
		return methods.resolveExceptionMappingByExceptionType(RateLimitExceededException.class, type);
	}

	private static boolean isNamed(@Nullable ExceptionHandlerMappingInfo info) {
		return info != null && info.getExceptionTypes().contains(RateLimitExceededException.class);
	}

}
