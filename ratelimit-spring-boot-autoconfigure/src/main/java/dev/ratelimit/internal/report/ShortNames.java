package dev.ratelimit.internal.report;

import java.util.Collection;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Names of methods without their packages, as far as that tells them apart.
 */
final class ShortNames {

	private ShortNames() {
	}

	/**
	 * A way to shorten some names.
	 * @param methods names such as {@code com.example.Mailer.send(Mail)}
	 * @return makes {@code Mailer.send(Mail)} of one of them, unless another is as short
	 */
	static UnaryOperator<String> of(Collection<String> methods) {
		Map<String, Long> counts = methods.stream()
			.distinct()
			.collect(Collectors.groupingBy(ShortNames::shorten, Collectors.counting()));
		return (method) -> (counts.getOrDefault(shorten(method), 0L) == 1) ? shorten(method) : method;
	}

	private static String shorten(String method) {
		int parameters = method.indexOf('(');
		String name = (parameters >= 0) ? method.substring(0, parameters) : method;
		int type = name.lastIndexOf('.', name.lastIndexOf('.') - 1);
		return method.substring(type + 1);
	}

}
