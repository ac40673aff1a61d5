package dev.ratelimit.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.ratelimit.RateLimitExceededException;

/**
 * Limits how often a method of a Spring bean can be called. A refused call does not reach
 * the method: it gets a {@link RateLimitExceededException} or the answer of the
 * {@link #fallback}.
 * <p>
 * <b>Where.</b> The annotation is for methods and types, in classes and interfaces, and
 * for annotations of your own, whose attributes set these by
 * {@link org.springframework.core.annotation.AliasFor @AliasFor}. An annotated type
 * stands for each of its methods that a proxy can intercept, except the fallback and
 * methods of Spring MVC that only serve handlers ({@code @ExceptionHandler},
 * {@code @InitBinder}, {@code @ModelAttribute}). An annotation on a method replaces those
 * on its type, and one on a class replaces those on its superclass and interfaces. If
 * several interfaces of a class annotate the same method, all of theirs apply. Repeated
 * annotations are decided in the order written. If one refuses, the charges of those
 * before it are given back.
 * <p>
 * <b>When.</b> A call is decided after Spring Security's method security has let it
 * through, and before a transaction, a cache, a retry or another thread ({@code @Async}).
 * A method that returns a {@code CompletionStage} is decided when it is called; a refusal
 * is a failed stage. A method that returns a reactive type, and a suspending function of
 * Kotlin, is decided when each subscription starts; the method is not called before that,
 * and a refusal is a failure of that type.
 * <p>
 * <b>A proxy limits the calls.</b> It sees only calls from other beans, not those of an
 * object to its own methods ({@code this.method()}), and it cannot intercept private,
 * static or final methods. Start-up warns about annotated methods that cannot be
 * intercepted, and about beans that are created too early for a proxy.
 * <p>
 * All strings resolve placeholders, <code>${...}</code>. The names of limits, expressions
 * and the names in them, the fallback and constant permits are checked at start-up.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(RateLimited.List.class)
public @interface RateLimited {

	/**
	 * The names of the limits. All must admit the call; a refused call spends from none.
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
	 * @return the expression. By default the key of the limits. If they have none, it is
	 * the usual key: the client's address on a web call, the user or else the address on
	 * a message, and elsewhere one key that all callers share. If the value is null or
	 * empty, or the expression throws, the key is {@code without-key:} followed by the
	 * usual key; no client can send such a key
	 */
	String key() default "";

	/**
	 * Cost of a call: a number, or a SpEL expression over the names of {@link #key}.
	 * @return the permits, from 0 to the quota of the limits; 0 looks without spending. A
	 * computed cost that is negative or cannot be read is the whole quota; a call of more
	 * than the quota is refused
	 */
	String permits() default "1";

	/**
	 * Condition under which the limits apply: a SpEL expression over the names of
	 * {@link #key}.
	 * @return the expression; if it is false, the call is not limited. By default, and if
	 * it throws, the limits apply
	 */
	String condition() default "";

	/**
	 * Longest time that a caller waits for its permits.
	 * @return a time such as {@code 200ms} or {@code 2s}; a number without a unit is
	 * milliseconds; {@code 0} refuses at once. By default each limit's own
	 */
	String maxWait() default "";

	/**
	 * Method of the same class, of any visibility, that answers refused calls. It is
	 * called on the bean itself. It has the same parameters, optionally followed by a
	 * {@link RateLimitExceededException}, and returns the same type or a subtype.
	 * @return the name of the method; by default the exception is thrown
	 */
	String fallback() default "";

	/**
	 * Condition under which the permits are given back, so that only some calls count: a
	 * SpEL expression over the arguments, {@code #result} (the value returned, also by a
	 * stage or publisher; of several values the last) and {@code #failure} (the exception
	 * thrown instead), each null if there is none; on a web call also over the names of
	 * the request. Evaluated once, when the method has returned or its result is there. A
	 * cancelled call is not given back.
	 * @return the expression, such as {@code #failure == null} to count failures only. By
	 * default, and if it throws, nothing is given back
	 */
	String refundWhen() default "";

	/**
	 * Plan whose terms apply to the call, {@code ratelimit.limits.*.plans}: a SpEL
	 * expression over the names of {@link #key}, such as {@code claim['plan']} or
	 * {@code @plans.of(#customer)}.
	 * @return the expression, whose value is the plan's name. If the value is null or
	 * unknown, or the expression throws, the limits' own terms apply, and the call is
	 * counted as one without a plan. By default the plan of the limits
	 */
	String plan() default "";

	/**
	 * Actual cost of the call, where it is known only afterwards: a SpEL expression over
	 * the names of {@link #refundWhen}, such as {@code #result.usage.totalTokens}. A
	 * lower cost than charged gives the difference back; a higher one charges it even if
	 * it is not there, up to one quota of debt. Evaluated once, when {@link #refundWhen}
	 * is, and only if that does not give the permits back. The cost of a cancelled call
	 * can only rise.
	 * @return the expression, whose value is 0 or more permits. By default, and if the
	 * value is null or negative or the expression throws, the cost stays as charged
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
		 * @return the annotations, in the order in which they are decided
		 */
		RateLimited[] value();

	}

}
