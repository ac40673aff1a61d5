package dev.ratelimit.internal.properties;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.properties.LimitProperties.PlanProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;

/**
 * Keeps the values that can't be read, so that all of them are told, and goes on as if
 * they were not written. Spring Boot's binder by itself stops at the first.
 */
final class BindFailures implements BindHandler {

	private final Mistakes mistakes;

	private final NumbersAsText placeholders;

	private final List<ConfigurationPropertyName> failed = new ArrayList<>();

	BindFailures(Mistakes mistakes, NumbersAsText placeholders) {
		this.mistakes = mistakes;
		this.placeholders = placeholders;
	}

	/**
	 * Spring Boot reads a date in the short form of the JVM's language before it reads it
	 * as ISO has it.
	 */
	@Override
	public Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
		ConfigurationProperty property = context.getConfigurationProperty();
		return (result instanceof LocalDate && property != null)
				? LocalDate.parse(String.valueOf(this.placeholders.resolvePlaceholders(property.getValue()))) : result;
	}

	@Override
	public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) {
		if (target.getType().toClass() == PlanProperties.class && isEmpty(name, context)) {
			return new PlanProperties(null, null, null, null, null);
		}
		InvalidConfigurationException mistake = said(error);
		// What is left out fails what holds it, such as the rest of a list
		if (mistake == null && !anyBelow(name)) {
			mistake = mistake(name, target, context, error);
		}
		if (mistake != null && !this.mistakes.isWithin(mistake.where())) {
			this.mistakes.add(mistake);
		}
		this.failed.add(name);
		return null;
	}

	/** Whether a value could not be read. */
	boolean anyBelow(ConfigurationPropertyName name) {
		return this.failed.stream().anyMatch((each) -> name.equals(each) || name.isAncestorOf(each));
	}

	/** A plan without a setting, in YAML {}, is one on the limit's own terms. */
	private static boolean isEmpty(ConfigurationPropertyName name, BindContext context) {
		ConfigurationProperty property = find(name, context);
		return property != null && "".equals(property.getValue());
	}

	private static @Nullable ConfigurationProperty find(ConfigurationPropertyName name, BindContext context) {
		for (ConfigurationPropertySource source : context.getSources()) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	/** What a group of properties says about itself. */
	private static @Nullable InvalidConfigurationException said(Exception error) {
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			if (cause instanceof InvalidConfigurationException mistake) {
				return mistake;
			}
		}
		return null;
	}

	private static InvalidConfigurationException mistake(ConfigurationPropertyName name, Bindable<?> target,
			BindContext context, Exception error) {
		if (error instanceof UnboundConfigurationPropertiesException unbound) {
			return gap(name, unbound);
		}
		ConfigurationProperty property = find(name, context);
		return (property != null) ? UnreadableValue.mistake(property, target.getType(), error)
				: new InvalidConfigurationException(PropertySchema.asWritten(name, name.getNumberOfElements()),
						"can't be read: " + error.getMessage(), "Correct the value");
	}

	/** The binder reads a list up to the first position that is not written. */
	private static InvalidConfigurationException gap(ConfigurationPropertyName list,
			UnboundConfigurationPropertiesException unbound) {
		int at = list.getNumberOfElements();
		BigInteger next = unbound.getUnboundProperties()
			.stream()
			.map(ConfigurationProperty::getName)
			.filter((name) -> list.isAncestorOf(name) && name.isNumericIndex(at))
			.map((name) -> new BigInteger(name.getElement(at, Form.ORIGINAL)))
			.min(Comparator.naturalOrder())
			.orElse(BigInteger.ONE);
		return new InvalidConfigurationException("%s[%d]".formatted(PropertySchema.asWritten(list, at), next),
				"stands behind a gap in its list, there is no [%d]".formatted(next.subtract(BigInteger.ONE)),
				"Number the elements from [0] without a gap. " + PropertySchema.REPLACED);
	}

}
