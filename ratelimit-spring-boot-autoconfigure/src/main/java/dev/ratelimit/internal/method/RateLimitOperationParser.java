package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.call.CallNames;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.call.Check;
import dev.ratelimit.internal.call.CheckCompiler;
import dev.ratelimit.internal.call.CheckDefinition;
import dev.ratelimit.internal.check.Mistakes;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.util.ClassUtils;

/**
 * Reads annotations: resolves placeholders, has the checks compiled, and finds fallbacks.
 *
 * @param checks compiles checks
 * @param scope says what expressions can name without {@code #}
 * @param placeholders resolves placeholders
 */
record RateLimitOperationParser(CheckCompiler checks, CallScope scope,
		Function<String, @Nullable String> placeholders) {

	private static final String DEFAULT_LIMIT = "default";

	private static final Pattern DASHED = Pattern.compile("-([a-z])");

	/**
	 * Reads what is in force on a method.
	 * @throws InvalidConfigurationException if something is wrong with it
	 */
	RateLimitOperations operations(Method method, Class<?> type, List<MergedAnnotation<RateLimited>> annotations) {
		Stream<Method> annotated = annotations.stream()
			.map(MergedAnnotation::getSource)
			.filter(Method.class::isInstance)
			.map(Method.class::cast);
		Map<String, Integer> positions = Arguments.positions(annotated, method);
		List<RateLimitOperation> operations = new ArrayList<>();
		Mistakes mistakes = new Mistakes();
		annotations.forEach((annotation) -> mistakes.check(() -> operations
			.add(operation(annotation.synthesize(), method, type, Arguments.types(positions, method, type)))));
		mistakes.throwIfAny();
		boolean asked = operations.stream()
			.anyMatch((operation) -> operation.check().expressions().findAny().isPresent());
		return new RateLimitOperations(List.copyOf(operations), positions, asked ? describe(method, type) : null,
				ResultChannel.of(method));
	}

	private RateLimitOperation operation(RateLimited annotation, Method method, Class<?> type,
			Map<String, ResolvableType> variables) {
		String on = " on " + describe(method, type);
		UnaryOperator<String> where = (attribute) -> attribute.equals("limits") ? "@RateLimited" + on
				: "@RateLimited(%s)%s".formatted(camelCase(attribute), on);
		Mistakes mistakes = new Mistakes();
		CheckDefinition written = mistakes.read(() -> definition(annotation, where));
		Map<String, ResolvableType> outcome = new HashMap<>(variables);
		outcome.putAll(MethodOutcome.types(method, type));
		Class<?> root = this.scope.rootType(method);
		CallNames names = new CallNames(root, variables, root, outcome);
		Check check = (written != null) ? mistakes.read(() -> this.checks.compile(written, names, where)) : null;
		Fallback fallback = mistakes.read(() -> fallback(where.apply("fallback"), annotation.fallback(), method, type));
		mistakes.throwIfAny();
		return new RateLimitOperation(Objects.requireNonNull(check), fallback);
	}

	private CheckDefinition definition(RateLimited annotation, UnaryOperator<String> where) {
		return new CheckDefinition(limits(where.apply("limits"), annotation.value()),
				resolve(where.apply("key"), annotation.key()), resolve(where.apply("permits"), annotation.permits()),
				resolve(where.apply("condition"), annotation.condition()),
				resolve(where.apply("max-wait"), annotation.maxWait()),
				resolve(where.apply("refund-when"), annotation.refundWhen()),
				resolve(where.apply("plan"), annotation.plan()), resolve(where.apply("settle"), annotation.settle()));
	}

	private static String camelCase(String attribute) {
		return DASHED.matcher(attribute).replaceAll((letter) -> letter.group(1).toUpperCase(Locale.ROOT));
	}

	static String describe(Method method, Class<?> type) {
		List<String> parameters = Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).toList();
		boolean generated = Proxy.isProxyClass(type) || ClassUtils.isLambdaClass(type);
		return "%s.%s(%s)".formatted((generated ? method.getDeclaringClass() : type).getName(), method.getName(),
				String.join(", ", parameters));
	}

	private List<String> limits(String where, String[] names) {
		if (names.length > 0) {
			return Arrays.stream(names).map((name) -> resolve(where, name)).toList();
		}
		if (!this.checks.knows(DEFAULT_LIMIT)) {
			throw new InvalidConfigurationException(where, "no limit is named, and there is none named 'default'",
					this.checks.remedy(DEFAULT_LIMIT));
		}
		return List.of(DEFAULT_LIMIT);
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
