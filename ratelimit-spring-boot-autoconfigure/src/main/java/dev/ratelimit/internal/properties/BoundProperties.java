package dev.ratelimit.internal.properties;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.properties.RateLimitProperties.LimitProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
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

	private final BindFailures failures;

	private BoundProperties(Iterable<ConfigurationPropertySource> sources, PlaceholdersResolver placeholders,
			Mistakes mistakes) {
		this.placeholders = placeholders;
		this.failures = new BindFailures(mistakes);
		sources.forEach(this::add);
	}

	/**
	 * Binds what is written in an environment as far as it can be read.
	 * @param environment where it is written
	 * @param mistakes takes the values that can't be read
	 * @return the properties, with defaults in place of those values and a
	 * {@link StandIn} for each limit that has one
	 */
	public static RateLimitProperties of(Environment environment, Mistakes mistakes) {
		return of(ConfigurationPropertySources.get(environment), new PropertySourcesPlaceholdersResolver(environment),
				mistakes);
	}

	static RateLimitProperties of(Iterable<ConfigurationPropertySource> sources, PlaceholdersResolver placeholders,
			Mistakes mistakes) {
		return new BoundProperties(sources, placeholders, mistakes).bind();
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
			.bindOrCreate(PropertySchema.ROOT, Bindable.of(RateLimitProperties.class), this.failures);
		Map<String, LimitProperties> bound = new LinkedHashMap<>();
		this.limits.forEach((limit, name) -> {
			LimitProperties properties = binder(ofLimit(name))
				.bind(name, Bindable.of(LimitProperties.class), this.failures)
				.orElse(null);
			if (this.failures.anyBelow(name)) {
				bound.put(limit, StandIn.of(properties));
			}
			else if (properties != null) {
				bound.put(limit, properties);
			}
		});
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
