package dev.ratelimit.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.ratelimit.RateLimitExceededException;

/**
 * Limits how often a method of a Spring bean can be called. A call that is refused does
 * not reach the method: it gets a {@link RateLimitExceededException} or the answer of the
 * {@link #fallback}.
 * <p>
 * It can stand on a method or a type, in classes and interfaces, repeatedly, and on
 * annotations of your own, whose attributes set these by
 * {@link org.springframework.core.annotation.AliasFor @AliasFor}. On a type it is as if
 * it stood on each method that a proxy can intercept, whoever calls it; those of Spring
 * MVC's that only serve its handlers ({@code @ExceptionHandler}, {@code @InitBinder},
 * {@code @ModelAttribute}) and the fallback are left alone. On a method it replaces what
 * stands on the type, and on a class what stands on its superclass and interfaces.
 * Repeated, they are decided in the order written; if one refuses, what those before it
 * have charged to this call is given back.
 * <p>
 * The decision is taken after Spring Security's method security has let the call through,
 * and before a transaction, a cache, a retry or another thread ({@code @Async}) comes
 * into play. Where a method returns a {@code CompletionStage} it is taken when the method
 * is called, and a refusal is a failed stage. Where it returns a reactive type, or is a
 * suspending function of Kotlin's, it is taken for each subscription when the work
 * starts, before which the method is not called, and a refusal is a failure of that type.
 * <p>
 * <b>A proxy does the limiting.</b> It sees only calls from other beans, not those of an
 * object to its own methods ({@code this.method()}), and it cannot intercept private,
 * static or final methods; these are warned about at start-up, as are beans that are
 * created before they can be given a proxy.
 * <p>
 * All strings resolve placeholders, <code>${...}</code>. What can be checked (the names
 * of limits, expressions and the names in them, the fallback, constant permits) is
 * checked at start-up.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(RateLimited.List.class)
public @interface RateLimited {

	/**
	 * The names of the limits. All must admit the call, and one that is refused spends
	 * from none of them.
	 * @return the names, each once; by default the limit named {@code default}
	 */
	String[] value() default {};

	/**
	 * Key whose quota is spent: a SpEL expression over the arguments, by name
	 * ({@code #form.username}) or position ({@code #p0}, {@code #a0}), and beans
	 * ({@code @bean}); on a web call also over {@code ip}, {@code principal},
	 * {@code header['X-Api-Key']} and the other names of the request; in a handler of
	 * STOMP messages over {@code principal}, {@code session}, {@code destination},
	 * {@code header} and {@code message}. {@code #method} is the method's full name.
	 * @return the expression; by default what the limits have, else the client's address
	 * on a web call, the user on a message or else the address, and elsewhere one key
	 * that all callers share. Where its value is null, empty or not to be had, the key is
	 * {@code without-key:} followed by that default, which no client can say
	 */
	String key() default "";

	/**
	 * Cost of a call: a number, or a SpEL expression over the names of {@link #key}.
	 * @return permits, from 0, which looks without spending, to the limits' quota; if
	 * computed, less than zero is the whole quota, as is what cannot be read, and more
	 * than the quota is refused
	 */
	String permits() default "1";

	/**
	 * Condition under which the limits apply: a SpEL expression over the names of
	 * {@link #key}.
	 * @return the expression, if it is false the call is let through; by default, and
	 * where it throws, the limits apply
	 */
	String condition() default "";

	/**
	 * Longest time a caller may be made to wait for its permits.
	 * @return a time such as {@code 200ms} or {@code 2s}, a bare number is milliseconds;
	 * {@code 0} refuses at once; by default what each limit configures
	 */
	String maxWait() default "";

	/**
	 * The method that answers calls that are refused. It is a method of the same class,
	 * of any visibility, called on the bean itself.
	 * @return its name; it has the same parameters, and optionally a
	 * {@link RateLimitExceededException} after them, and returns the same type or a
	 * subtype. By default the exception is thrown
	 */
	String fallback() default "";

	/**
	 * When the permits are given back, so that only some calls count: a SpEL expression
	 * over the arguments, {@code #result} (the value returned, also by a stage or
	 * publisher, of several values the last) and {@code #failure} (what was thrown
	 * instead), each null if there is none; on a web call also over the names of the
	 * request. Evaluated once, when the method has returned or its result has come. What
	 * is cancelled is not given back.
	 * @return the expression, such as {@code #failure == null} to count failures only; by
	 * default, and where it throws, nothing is given back
	 */
	String refundWhen() default "";

	/**
	 * Plan on whose terms the call is, {@code ratelimit.limits.*.plans}: a SpEL
	 * expression over the names of {@link #key}, such as {@code claim['plan']} or
	 * {@code @plans.of(#customer)}.
	 * @return the expression, whose value is the plan's name; where it is null, unknown
	 * or not to be had the limits' own terms apply, and that is counted. By default what
	 * the limits have
	 */
	String plan() default "";

	/**
	 * What the call has cost in the end, for costs known after it: a SpEL expression over
	 * the names of {@link #refundWhen}, such as {@code #result.usage.totalTokens}. Less
	 * than was charged is given back; more is charged even if it is not there, up to one
	 * quota of debt. Evaluated once, as {@link #refundWhen} is, and only where that does
	 * not give the permits back.
	 * @return the expression, whose value is 0 or more permits; by default, and where it
	 * is null, below zero or throws, the call costs what it was charged
	 */
	String settle() default "";

	/**
	 * Holds repeated annotations.
	 */
	@Target({ ElementType.METHOD, ElementType.TYPE })
	@Retention(RetentionPolicy.RUNTIME)
	@Documented
	@interface List {

		/**
		 * The annotations.
		 * @return in the order in which they are decided
		 */
		RateLimited[] value();

	}

}
