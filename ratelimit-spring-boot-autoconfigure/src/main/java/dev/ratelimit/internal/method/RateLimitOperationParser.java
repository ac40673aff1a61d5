package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.expression.CallExpression;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.method.RateLimitOperation.Permits;
import dev.ratelimit.internal.text.NearestName;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Reads annotations: resolves placeholders, compiles expressions, finds limits and
 * fallbacks, and says what is wrong with them.
 *
 * @param limiters the limiters
 * @param expressions compiles expressions
 * @param rootType what expressions can name without {@code #}; null if nothing
 * @param placeholders resolves placeholders
 */
record RateLimitOperationParser(RateLimiterRegistry limiters, Expressions expressions, @Nullable Class<?> rootType,
		Function<String, @Nullable String> placeholders) {

	private static final String DEFAULT_LIMIT = "default";

	private static final Duration MAX_MAX_WAIT = Duration.ofDays(36_500);

	/**
	 * Reads what is in force on a method.
	 * @throws InvalidConfigurationException if something is wrong with it
	 */
	RateLimitOperations operations(Method method, Class<?> type, List<MergedAnnotation<RateLimited>> annotations) {
		Object source = annotations.get(0).getSource();
		Map<String, Integer> positions = Arguments.positions((source instanceof Method annotated) ? annotated : method,
				method);
		List<RateLimitOperation> operations = annotations.stream()
			.map((annotation) -> operation(annotation.synthesize(), method, type, positions.keySet()))
			.toList();
		boolean asked = operations.stream()
			.anyMatch((operation) -> operation.key() != null || operation.condition() != null
					|| operation.permits().computed() != null);
		return new RateLimitOperations(operations, asked ? positions : Map.of());
	}

	private RateLimitOperation operation(RateLimited annotation, Method method, Class<?> type, Set<String> variables) {
		String on = " on " + describe(method, type);
		List<String> limits = limits("@RateLimited" + on, annotation.value());
		CallExpression permits = expression("@RateLimited(permits)" + on, annotation.permits(), variables);
		CallExpression condition = expression("@RateLimited(condition)" + on, annotation.condition(), variables);
		return new RateLimitOperation(limits, StoreLimiter.of(this.limiters.all(limits.toArray(String[]::new))),
				expression("@RateLimited(key)" + on, annotation.key(), variables),
				permits("@RateLimited(permits)" + on, permits, limits),
				(condition != null) ? condition.asCondition() : null,
				maxWait("@RateLimited(maxWait)" + on, annotation.maxWait()),
				fallback("@RateLimited(fallback)" + on, annotation.fallback(), method, type));
	}

	static String describe(Method method, Class<?> type) {
		List<String> parameters = Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).toList();
		boolean generated = Proxy.isProxyClass(type) || ClassUtils.isLambdaClass(type);
		return "%s.%s(%s)".formatted((generated ? method.getDeclaringClass() : type).getName(), method.getName(),
				String.join(", ", parameters));
	}

	private List<String> limits(String where, String[] names) {
		List<String> limits = (names.length == 0) ? List.of(DEFAULT_LIMIT)
				: Arrays.stream(names).map((name) -> resolve(where, name)).toList();
		Set<String> known = this.limiters.limits().keySet();
		Set<String> seen = new HashSet<>();
		for (String name : limits) {
			if (!known.contains(name)) {
				throw new InvalidConfigurationException(where,
						(names.length == 0) ? "no limit is named, and there is none named 'default'"
								: "unknown limit '" + name + "'" + NearestName.hint(name, known),
						known.isEmpty() ? "No limits are configured yet. Write ratelimit.limits." + name
								+ ".rate=100/1m, for one" : "Known limits: " + String.join(", ", known));
			}
			if (!seen.add(name)) {
				throw new InvalidConfigurationException(where, "the limit '" + name + "' is named twice",
						"Name each limit once; a call can cost several permits");
			}
		}
		return limits;
	}

	private @Nullable CallExpression expression(String where, String source, Set<String> variables) {
		String text = resolve(where, source);
		return StringUtils.hasText(text) ? this.expressions.compile(where, text, this.rootType, variables) : null;
	}

	private Permits permits(String where, @Nullable CallExpression expression, List<String> limits) {
		OptionalLong constant = (expression != null) ? expression.constant() : OptionalLong.of(1);
		if (constant.isEmpty()) {
			return new Permits(1, expression);
		}
		long permits = constant.getAsLong();
		if (permits < 0) {
			throw new InvalidConfigurationException(where, "a call cannot cost " + permits + " permits",
					"It must cost 0 or more; 0 looks without spending");
		}
		for (String name : limits) {
			Limit limit = this.limiters.limits().get(name);
			long least = this.limiters.overrides(name)
				.values()
				.stream()
				.mapToLong(Limit::quota)
				.min()
				.orElse(Long.MAX_VALUE);
			if (limit != null && permits > Math.min(limit.quota(), least)) {
				throw new InvalidConfigurationException(where,
						"%d permits can never be granted: the limit '%s' grants at most %d at once%s".formatted(permits,
								name, Math.min(limit.quota(), least),
								(least < limit.quota()) ? " to some of its keys (an override)" : ""),
						"Lower the permits, or raise the capacity or rate of ratelimit.limits." + name);
			}
		}
		return new Permits(permits, null);
	}

	private @Nullable Duration maxWait(String where, String source) {
		String text = resolve(where, source).strip();
		if (text.isEmpty()) {
			return null;
		}
		try {
			Duration maxWait = DurationStyle.detectAndParse(text);
			if (!maxWait.isNegative() && maxWait.compareTo(MAX_MAX_WAIT) <= 0) {
				return maxWait;
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// answered below
		}
		throw new InvalidConfigurationException(where, "'" + text + "' is no time to wait",
				"Write it like 200ms, 2s or 1m, from 0 to 36500d");
	}

	private @Nullable Fallback fallback(String where, String source, Method method, Class<?> type) {
		String name = resolve(where, source);
		return name.isEmpty() ? null : Fallback.find(where, name, method, type);
	}

	private String resolve(String where, String text) {
		try {
			String resolved = this.placeholders.apply(text);
			return (resolved != null) ? resolved : "";
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationException(where, "the placeholder in '" + text + "' cannot be resolved",
					"Configure the property, or give it a default: ${name:default}");
		}
	}

}
