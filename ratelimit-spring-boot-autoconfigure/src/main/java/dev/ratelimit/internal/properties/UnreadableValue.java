package dev.ratelimit.internal.properties;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Rate;
import dev.ratelimit.internal.text.NearestName;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.ResolvableType;

/**
 * Says of a value that can't be read what is legal in its place.
 */
final class UnreadableValue {

	private static final String CORRECT = "Correct the value";

	private static final Pattern WHOLE = Pattern.compile("[+-]?\\d+");

	private UnreadableValue() {
	}

	static InvalidConfigurationException mistake(ConfigurationProperty property, ResolvableType type, Exception error) {
		String where = PropertySchema.asWritten(property.getName(), property.getName().getNumberOfElements());
		Class<?> target = type.toClass();
		String value = String.valueOf(property.getValue());
		if (target.isEnum()) {
			List<String> constants = constants(target);
			return new InvalidConfigurationException(where,
					"'%s' is not one of its values%s".formatted(value, NearestName.hint(value, constants)),
					"Use one of: " + String.join(", ", constants));
		}
		if (target == Duration.class || type.getGeneric(0).toClass() == Duration.class) {
			return new InvalidConfigurationException(where, "'%s' can't be read as a time".formatted(value),
					"Write a Duration such as 15m, 30s or 200ms (units ns us ms s m h d)"
							+ ((target == Duration.class) ? "" : ", or several such as 1m, 10m, 1h"));
		}
		if (target == boolean.class) {
			return new InvalidConfigurationException(where, "'%s' is neither true nor false".formatted(value),
					"Write true or false");
		}
		if (target == int.class || Number.class.isAssignableFrom(target)) {
			return number(where, value, target == Long.class);
		}
		return new InvalidConfigurationException(where, problem(value, target, error), CORRECT);
	}

	private static InvalidConfigurationException number(String where, String value, boolean ofPermits) {
		return WHOLE.matcher(value.strip()).matches()
				? new InvalidConfigurationException(where, "'%s' is out of range".formatted(value),
						"Write a whole number from 0 to " + (ofPermits ? "2^53" : Integer.MAX_VALUE))
				: new InvalidConfigurationException(where, "'%s' is no whole number".formatted(value),
						"Write a whole number such as 100");
	}

	private static String problem(String value, Class<?> type, Exception error) {
		if (type == ZoneId.class) {
			return "'%s' is no time zone: must be one such as Europe/Berlin or UTC%s".formatted(value,
					NearestName.hint(value, List.copyOf(ZoneId.getAvailableZoneIds())));
		}
		if (type == LocalDate.class) {
			return "'%s' is no date: must be one such as 2026-01-15".formatted(value);
		}
		if (type == Rate.class) {
			return problemOfRate(value);
		}
		return "'%s' can't be read as %s: %s".formatted(value, type.getSimpleName(),
				NestedExceptionUtils.getMostSpecificCause(error).getMessage());
	}

	private static String problemOfRate(String value) {
		try {
			return "'%s' can't be read as a rate, although %s could be".formatted(value, Rate.of(value));
		}
		catch (IllegalArgumentException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	private static List<String> constants(Class<?> type) {
		return Arrays.stream(type.getEnumConstants())
			.map((constant) -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
			.toList();
	}

}
