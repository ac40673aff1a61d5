package dev.ratelimit.internal.properties;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

/**
 * Has numbers, which YAML and JSON know, read as the same text in a variable would be.
 * From a number Spring Boot's binder takes the value of an enum that stands at this
 * position, and it cuts off fractions.
 *
 * @param placeholders resolves placeholders
 */
public record NumbersAsText(PlaceholdersResolver placeholders) implements PlaceholdersResolver {

	/**
	 * A binder of what is written in an environment.
	 * @param environment where it is written
	 * @return the binder
	 */
	public static Binder binder(Environment environment) {
		return new Binder(ConfigurationPropertySources.get(environment), in(environment));
	}

	static NumbersAsText in(Environment environment) {
		return new NumbersAsText(new PropertySourcesPlaceholdersResolver(environment));
	}

	@Override
	public @Nullable Object resolvePlaceholders(@Nullable Object value) {
		return (value instanceof Number) ? value.toString() : this.placeholders.resolvePlaceholders(value);
	}

}
