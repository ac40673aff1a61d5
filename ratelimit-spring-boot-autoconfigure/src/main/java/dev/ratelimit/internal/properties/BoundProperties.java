package dev.ratelimit.internal.properties;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.ratelimit.internal.properties.RateLimitProperties.LimitProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Binds the properties. For each map and list Spring Boot's binder goes through the names
 * of all properties, and each limit has some, so that ten thousand limits took minutes.
 * Here each limit is bound from its own names.
 */
public final class BoundProperties {

	private static final ConfigurationPropertyName LIMITS = PropertySchema.ROOT.append("limits");

	private static final int LENGTH = LIMITS.getNumberOfElements() + 1;

	private final PlaceholdersResolver placeholders;

	private final List<ConfigurationPropertySource> sources = new ArrayList<>();

	/** The names of each limit, by source. */
	private final List<Map<String, List<ConfigurationPropertyName>>> names = new ArrayList<>();

	/** By what the binder compares, in the order of the sources. */
	private final Map<String, ConfigurationPropertyName> limits = new LinkedHashMap<>();

	private BoundProperties(Iterable<ConfigurationPropertySource> sources, PlaceholdersResolver placeholders) {
		this.placeholders = placeholders;
		sources.forEach(this::add);
	}

	/**
	 * Binds what is written in an environment.
	 * @param environment where it is written
	 * @return the properties
	 * @throws org.springframework.boot.context.properties.bind.BindException if a value
	 * can't be read
	 */
	public static RateLimitProperties of(Environment environment) {
		return of(ConfigurationPropertySources.get(environment), new PropertySourcesPlaceholdersResolver(environment));
	}

	static RateLimitProperties of(Iterable<ConfigurationPropertySource> sources, PlaceholdersResolver placeholders) {
		return new BoundProperties(sources, placeholders).bind();
	}

	private void add(ConfigurationPropertySource source) {
		Map<String, List<ConfigurationPropertyName>> names = new HashMap<>();
		if (source instanceof IterableConfigurationPropertySource properties) {
			properties.stream().filter(LIMITS::isAncestorOf).forEach((name) -> {
				names.computeIfAbsent(name.getElement(LENGTH - 1, Form.UNIFORM), (limit) -> new ArrayList<>())
					.add(name);
				this.limits.putIfAbsent(name.getElement(LENGTH - 1, Form.ORIGINAL), name.chop(LENGTH));
			});
		}
		this.sources.add(source);
		this.names.add(names);
	}

	private RateLimitProperties bind() {
		RateLimitProperties others = binder(
				this.sources.stream().map((source) -> source.filter((name) -> !LIMITS.isAncestorOf(name))))
			.bindOrCreate(PropertySchema.ROOT.toString(), RateLimitProperties.class);
		Map<String, LimitProperties> bound = new LinkedHashMap<>();
		this.limits.forEach((limit, name) -> binder(ofLimit(name)).bind(name.toString(), LimitProperties.class)
			.ifBound((properties) -> bound.put(limit, properties)));
		return new RateLimitProperties(others.enabled(), others.store(), bound, others.web(), others.messaging(),
				others.cache(), others.redis(), others.hashSecret(), others.failOnUnlimited());
	}

	private Stream<ConfigurationPropertySource> ofLimit(ConfigurationPropertyName limit) {
		String uniform = limit.getElement(LENGTH - 1, Form.UNIFORM);
		List<ConfigurationPropertySource> some = new ArrayList<>();
		for (int i = 0; i < this.sources.size(); i++) {
			ConfigurationPropertySource source = this.sources.get(i);
			List<ConfigurationPropertyName> names = this.names.get(i).getOrDefault(uniform, List.of());
			// A variable is found by names that it does not say itself
			boolean whole = !(source instanceof IterableConfigurationPropertySource)
					|| source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
			if (whole || !names.isEmpty()) {
				some.add(whole ? source : new Part(source, names));
			}
		}
		return some.stream();
	}

	private Binder binder(Stream<ConfigurationPropertySource> sources) {
		return new Binder(sources.toList(), this.placeholders);
	}

	/**
	 * What a source says of one limit.
	 *
	 * @param whole the source
	 * @param names the limit's
	 */
	private record Part(ConfigurationPropertySource whole,
			List<ConfigurationPropertyName> names) implements IterableConfigurationPropertySource {

		@Override
		public Stream<ConfigurationPropertyName> stream() {
			return this.names.stream();
		}

		@Override
		public @Nullable ConfigurationProperty getConfigurationProperty(ConfigurationPropertyName name) {
			return this.whole.getConfigurationProperty(name);
		}

	}

}
