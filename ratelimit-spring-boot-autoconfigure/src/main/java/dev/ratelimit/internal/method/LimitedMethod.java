package dev.ratelimit.internal.method;

import java.time.Duration;
import java.util.List;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.call.Check;
import dev.ratelimit.internal.expression.CallExpression;
import org.jspecify.annotations.Nullable;

/**
 * One {@link RateLimited} in force on one method, for reports. Immutable.
 *
 * @param method the bean's class and the method, such as
 * {@code com.example.Mailer.send(Mail)}
 * @param limits the names of the limits, in order
 * @param key the key's expression, or what the default key is
 * @param permits what a call costs: a number or an expression
 * @param condition the condition's expression; null if there is none
 * @param maxWait the longest a caller waits; null for what the limits configure
 * @param refundWhen when the outcome gives the permits back; null for never
 * @param settle what a call has cost in the end; null for what it was charged
 * @param plan the plan's expression; null if there is none
 */
public record LimitedMethod(String method, List<String> limits, String key, String permits, @Nullable String condition,
		@Nullable Duration maxWait, @Nullable String refundWhen, @Nullable String settle, @Nullable String plan) {

	/**
	 * Copies the limits.
	 * @param method see {@link #method}
	 * @param limits see {@link #limits}
	 * @param key see {@link #key}
	 * @param permits see {@link #permits}
	 * @param condition see {@link #condition}
	 * @param maxWait see {@link #maxWait}
	 * @param refundWhen see {@link #refundWhen}
	 * @param settle see {@link #settle}
	 * @param plan see {@link #plan}
	 */
	public LimitedMethod {
		limits = List.copyOf(limits);
	}

	static LimitedMethod of(String method, Check check, String key) {
		return new LimitedMethod(method, check.limits(), key, check.cost().toString(), text(check.condition()),
				check.maxWait(), text(check.refundWhen()), text(check.settle()),
				check.planText().isEmpty() ? null : check.planText());
	}

	private static @Nullable String text(@Nullable CallExpression expression) {
		return (expression != null) ? expression.toString() : null;
	}

}
