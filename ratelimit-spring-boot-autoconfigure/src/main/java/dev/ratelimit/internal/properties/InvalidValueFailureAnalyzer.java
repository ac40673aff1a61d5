package dev.ratelimit.internal.properties;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import dev.ratelimit.Rate;
import dev.ratelimit.internal.text.NearestName;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Reports a property under {@code ratelimit} whose value can't be read. Comes before
 * Spring Boot's own analyzer, which knows neither the nearest name nor what is legal.
 */
@Order(0)
public final class InvalidValueFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private final ReadConfiguration configuration;

	/**
	 * Reports values of an environment.
	 * @param environment where the properties were read
	 */
	public InvalidValueFailureAnalyzer(Environment environment) {
		this.configuration = new ReadConfiguration(environment);
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		if (!PropertySchema.ROOT.isAncestorOf(cause.getName())) {
			return null;
		}
		// there is none where the value's type cannot be converted at all
		ConfigurationProperty property = (cause.getProperty() != null) ? cause.getProperty()
				: this.configuration.find(cause.getName());
		if (property == null) {
			return null;
		}
		Object value = property.getValue();
		Class<?> type = cause.getTarget().getType().toClass();
		String origin = (property.getOrigin() != null) ? "%n        (from %s)".formatted(property.getOrigin()) : "";
		String where = PropertySchema.asWritten(property.getName(), property.getName().getNumberOfElements());
		return new FailureAnalysis(
				"The rate limits are not configured correctly:%n%n    %s%n        %s.%s".formatted(where,
						problem(value, type, cause), origin),
				type.isEnum() ? "Use one of: " + String.join(", ", constants(type)) + "." : "Correct the value.",
				cause);
	}

	private static String problem(Object value, Class<?> type, BindException cause) {
		if (type.isEnum()) {
			return "'%s' is not one of its values%s".formatted(value,
					NearestName.hint(value.toString(), constants(type)));
		}
		if (type == ZoneId.class) {
			return "'%s' is no time zone: must be one such as Europe/Berlin or UTC%s".formatted(value,
					NearestName.hint(value.toString(), List.copyOf(ZoneId.getAvailableZoneIds())));
		}
		if (type == LocalDate.class) {
			return "'%s' is no date: must be one such as 2026-01-15".formatted(value);
		}
		if (type == Rate.class) {
			return problemOfRate(value.toString());
		}
		return "'%s' can't be read as %s: %s".formatted(value, type.getSimpleName(),
				NestedExceptionUtils.getMostSpecificCause(cause).getMessage());
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
