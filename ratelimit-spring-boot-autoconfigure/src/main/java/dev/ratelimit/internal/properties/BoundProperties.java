package dev.ratelimit.internal.properties;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.ratelimit.internal.check.Mistakes;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Binds the properties. For each map and list Spring Boot's binder goes through the names
 * of all properties, and each limit has some, so that ten thousand limits took minutes.
 * Here each limit is bound from its own names, and what is not a limit's from the others.
 */
public final class BoundProperties {

	private static final ConfigurationPropertyName LIMITS = PropertySchema.ROOT.append("limits");

	private static final int LENGTH = LIMITS.getNumberOfElements() + 1;

	private final NumbersAsText placeholders;

	private final List<Names> sources = new ArrayList<>();

	/** By what the binder compares, in the order of the sources. */
	private final Map<String, ConfigurationPropertyName> limits = new LinkedHashMap<>();

	/** Names of limits that are written elsewhere, which is a mistake. */
	private final Set<String> misplaced = new LinkedHashSet<>();

	private final BindFailures failures;

	private final Mistakes mistakes;

	private BoundProperties(Iterable<ConfigurationPropertySource> sources, NumbersAsText placeholders,
			Mistakes mistakes) {
		this.placeholders = placeholders;
		this.failures = new BindFailures(mistakes, this.placeholders);
		this.mistakes = mistakes;
		sources.forEach(this::add);
	}

	/**
	 * Binds what is written in an environment as far as it can be read.
	 * @param environment where it is written
	 * @param mistakes takes the values that can't be read; may hold names that nothing
	 * reads
	 * @return the properties, with defaults in place of those values and a
	 * {@link StandIn} for each limit with a mistake
	 */
	public static RateLimitProperties of(Environment environment, Mistakes mistakes) {
		return of(ConfigurationPropertySources.get(environment), NumbersAsText.in(environment), mistakes);
	}

	static RateLimitProperties of(Iterable<ConfigurationPropertySource> sources, NumbersAsText placeholders,
			Mistakes mistakes) {
		return new BoundProperties(sources, placeholders, mistakes).bind();
	}

	/**
	 * Each source left out here is one that the binder need not ask for each property.
	 */
	private void add(ConfigurationPropertySource source) {
		if (source.containsDescendantOf(PropertySchema.ROOT) == ConfigurationPropertyState.ABSENT) {
			return;
		}
		Names names = new Names(source, new ArrayList<>(), new HashMap<>());
		if (source instanceof IterableConfigurationPropertySource properties) {
			for (ConfigurationPropertyName name : properties) {
				if (LIMITS.isAncestorOf(name)) {
					names.limits.computeIfAbsent(uniform(name), (limit) -> new ArrayList<>()).add(name);
					this.limits.putIfAbsent(name.getElement(LENGTH - 1, Form.ORIGINAL), name.chop(LENGTH));
				}
				else if (PropertySchema.ROOT.isAncestorOf(name)) {
					names.others.add(name);
					if (PropertySchema.isMisplacedLimit(name)) {
						this.misplaced.add(name.getElement(LENGTH - 2, Form.ORIGINAL));
					}
				}
			}
		}
		this.sources.add(names);
	}

	private static String uniform(ConfigurationPropertyName limit) {
		return limit.getElement(LENGTH - 1, Form.UNIFORM);
	}

	private RateLimitProperties bind() {
		RateLimitProperties others = binder(Names::ofOthers).bindOrCreate(PropertySchema.ROOT,
				Bindable.of(RateLimitProperties.class), this.failures);
		Map<String, LimitProperties> bound = new LinkedHashMap<>();
		this.limits.forEach((limit, name) -> {
			LimitProperties properties = binder((source) -> source.ofLimit(uniform(name)))
				.bind(name, Bindable.of(LimitProperties.class), this.failures)
				.orElse(null);
			if (this.failures.anyBelow(name) || this.mistakes.isWithin(PropertySchema.asWritten(name, LENGTH))) {
				bound.put(limit, StandIn.of(plans(uniform(name))));
			}
			else if (properties != null) {
				bound.put(limit, properties);
			}
		});
		this.misplaced.stream()
			.filter((limit) -> this.mistakes.isAt(PropertySchema.ROOT + "." + limit))
			.forEach((limit) -> bound.putIfAbsent(limit, StandIn.of(Set.of())));
		return new RateLimitProperties(others.enabled(), others.store(), bound, others.web(), others.messaging(),
				others.cache(), others.redis(), others.hashSecret(), others.failOnUnlimited());
	}

	/** Names of a limit's plans, also of those that can't be read. */
	private Set<String> plans(String limit) {
		return this.sources.stream()
			.flatMap((source) -> source.limits.getOrDefault(limit, List.of()).stream())
			.filter((name) -> name.getNumberOfElements() > LENGTH + 1
					&& name.getElement(LENGTH, Form.UNIFORM).equals("plans"))
			.map((name) -> name.getElement(LENGTH + 1, Form.ORIGINAL))
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private Binder binder(Function<Names, @Nullable ConfigurationPropertySource> part) {
		return new Binder(this.sources.stream().map(part).filter(Objects::nonNull).toList(), this.placeholders);
	}

	/**
	 * The names in a source.
	 *
	 * @param source the source
	 * @param others below {@link PropertySchema#ROOT}, of no limit
	 * @param limits each limit's
	 */
	private record Names(ConfigurationPropertySource source, List<ConfigurationPropertyName> others,
			Map<String, List<ConfigurationPropertyName>> limits) {

		@Nullable ConfigurationPropertySource ofOthers() {
			return isWhole() ? this.source.filter((name) -> !LIMITS.isAncestorOf(name)) : part(this.others);
		}

		@Nullable ConfigurationPropertySource ofLimit(String limit) {
			return isWhole() ? this.source : part(this.limits.getOrDefault(limit, List.of()));
		}

		/** An environment variable is also found by names that are not listed. */
		private boolean isWhole() {
			return !(this.source instanceof IterableConfigurationPropertySource)
					|| this.source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
		}

		private @Nullable ConfigurationPropertySource part(List<ConfigurationPropertyName> names) {
			return names.isEmpty() ? null : new Part(this.source, names);
		}

	}

	/**
	 * A part of a source.
	 *
	 * @param whole the source
	 * @param names the names
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
