package dev.ratelimit.internal.properties;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Tells where a property was written, which configuration files were read, and which were
 * not because another one of the same name comes first on the class path.
 */
final class ReadConfiguration {

	/** Spring Boot's name for the property source of a file. */
	private static final Pattern FILE = Pattern.compile("Config resource '(.+?)' via location.*");

	private static final ConfigurationPropertyName LIMITS = PropertySchema.ROOT.append("limits");

	/** A limit, or a property of a group. */
	private static final int LEAST = 3;

	private final Environment environment;

	ReadConfiguration(Environment environment) {
		this.environment = environment;
	}

	/** The place of a property, such as a file and a line, if it is known. */
	@Nullable Origin originOf(String property) {
		if (!property.startsWith(PropertySchema.ROOT + ".")) {
			return null;
		}
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
		Origin origin = origin(name);
		// What is missing, or part of a list on one line, is where the rest is
		while (origin == null && name.getNumberOfElements() > LEAST) {
			name = name.getParent();
			origin = origin(name);
		}
		return origin;
	}

	/**
	 * Where a property is written that a stronger source hides, as its list replaces the
	 * whole list of a weaker one.
	 */
	@Nullable Origin replaced(String property) {
		if (!property.startsWith(PropertySchema.ROOT + ".")) {
			return null;
		}
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
		ConfigurationPropertyName list = list(name);
		if (list == null || origin(name) != null) {
			return null;
		}
		List<ConfigurationPropertySource> having = sources().filter((source) -> has(source, list)).toList();
		boolean onOneLine = !having.isEmpty() && having.get(0).getConfigurationProperty(list) != null;
		return onOneLine ? null : origin(name, having.stream());
	}

	private @Nullable Origin origin(ConfigurationPropertyName name) {
		ConfigurationPropertyName list = list(name);
		return origin(name, (list != null) ? sources().filter((source) -> has(source, list)).limit(1) : sources());
	}

	/** The outermost list that a name is part of. Limits have maps, which are merged. */
	private static @Nullable ConfigurationPropertyName list(ConfigurationPropertyName name) {
		return (!PropertySchema.ROOT.isAncestorOf(name) || LIMITS.isAncestorOf(name)) ? null
				: IntStream.range(0, name.getNumberOfElements())
					.filter(name::isNumericIndex)
					.mapToObj(name::chop)
					.findFirst()
					.orElse(null);
	}

	private static boolean has(ConfigurationPropertySource source, ConfigurationPropertyName list) {
		return source.getConfigurationProperty(list) != null
				|| source.containsDescendantOf(list) == ConfigurationPropertyState.PRESENT;
	}

	private static @Nullable Origin origin(ConfigurationPropertyName name,
			Stream<ConfigurationPropertySource> sources) {
		return sources
			.flatMap((source) -> Stream.concat(Stream.of(name), below(name, source))
				.map(source::getConfigurationProperty))
			.flatMap(Stream::ofNullable)
			.map(ConfigurationProperty::getOrigin)
			.flatMap(Stream::ofNullable)
			.findFirst()
			.orElse(null);
	}

	private static Stream<ConfigurationPropertyName> below(ConfigurationPropertyName name,
			ConfigurationPropertySource source) {
		return (source instanceof IterableConfigurationPropertySource names) ? names.stream().filter(name::isAncestorOf)
				: Stream.empty();
	}

	/** Whether there is any limit in what was read. */
	boolean hasLimits() {
		return sources()
			.anyMatch((source) -> source.containsDescendantOf(LIMITS) == ConfigurationPropertyState.PRESENT);
	}

	/** The configuration files that were read, the strongest first. */
	List<String> files() {
		if (!(this.environment instanceof ConfigurableEnvironment configurable)) {
			return List.of();
		}
		return configurable.getPropertySources()
			.stream()
			.map((source) -> FILE.matcher(source.getName()))
			.filter(Matcher::matches)
			.map((matcher) -> matcher.group(1))
			.distinct()
			.toList();
	}

	/**
	 * Files of the class path that were not read, as Spring Boot reads only the first of
	 * each name.
	 */
	List<URL> hiddenFiles() {
		String name = this.environment.getProperty("spring.config.name", "application");
		List<URL> hidden = new ArrayList<>();
		for (String extension : List.of(".properties", ".xml", ".yml", ".yaml")) {
			onClassPath(name + extension).stream().skip(1).forEach(hidden::add);
		}
		return hidden;
	}

	private static List<URL> onClassPath(String name) {
		ClassLoader loader = ClassUtils.getDefaultClassLoader();
		try {
			return (loader != null) ? Collections.list(loader.getResources(name)) : List.of();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	private Stream<ConfigurationPropertySource> sources() {
		List<ConfigurationPropertySource> sources = new ArrayList<>();
		ConfigurationPropertySources.get(this.environment).forEach(sources::add);
		return sources.stream();
	}

}
