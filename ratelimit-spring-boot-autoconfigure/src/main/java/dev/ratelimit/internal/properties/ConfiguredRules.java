package dev.ratelimit.internal.properties;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.http.NamedRule;
import dev.ratelimit.internal.http.RuleDefinition;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * The rules on web requests: a list, or a map of names in written order. The weakest
 * source, such as {@code application.yml}, gives the order; one that is stronger, such as
 * a profile or a variable, changes rules where they stand and adds its own at the end.
 *
 * @param rules in order
 */
public record ConfiguredRules(List<NamedRule> rules) {

	private static final ConfigurationPropertyName RULES = ConfigurationPropertyName.of(NamedRule.PROPERTY);

	private static final int LENGTH = RULES.getNumberOfElements();

	/**
	 * Reads the rules.
	 * @param environment where they are written
	 * @param list those that are written as a list
	 * @param mistakes takes the values that can't be read, and that some rules are a list
	 * and some have names; may hold names that nothing reads
	 * @return the rules; of those with a mistake what can be checked further
	 */
	public static ConfiguredRules of(Environment environment, List<RuleDefinition> list, Mistakes mistakes) {
		return new ConfiguredRules(read(environment, list, mistakes).stream()
			.filter((rule) -> !mistakes.isWithin(rule.where()) || !rule.rule().limits().isEmpty())
			.map((rule) -> mistakes.isWithin(rule.where())
					? new NamedRule(rule.name(), rule.where(), StandIn.of(rule.rule())) : rule)
			.toList());
	}

	private static List<NamedRule> read(Environment environment, List<RuleDefinition> list, Mistakes mistakes) {
		List<ConfigurationPropertyName> named = named(environment).stream()
			.filter((name) -> !mistakes.isAt(PropertySchema.asWritten(name, LENGTH + 1)))
			.toList();
		if (named.isEmpty()) {
			return NamedRule.list(list);
		}
		if (!list.isEmpty()) {
			mistakes.add(new InvalidConfigurationException(NamedRule.PROPERTY,
					"some rules are a list and others have names, such as "
							+ PropertySchema.asWritten(named.get(0), LENGTH + 1),
					"Give each rule a name, in every file, profile and variable, or none"));
			return NamedRule.list(list);
		}
		BindFailures failures = new BindFailures(mistakes, NumbersAsText.in(environment));
		Binder binder = NumbersAsText.binder(environment);
		return named.stream()
			.map((name) -> new NamedRule(name.getElement(LENGTH, Form.ORIGINAL),
					PropertySchema.asWritten(name, LENGTH + 1),
					binder.bindOrCreate(name, Bindable.of(RuleDefinition.class), failures)))
			.toList();
	}

	/** As quickly as that of {@link RateLimitProperties}. */
	@Override
	public int hashCode() {
		return this.rules.size();
	}

	/**
	 * The names, from the weakest source to the strongest, each as it was written first.
	 */
	private static Collection<ConfigurationPropertyName> named(Environment environment) {
		List<ConfigurationPropertySource> sources = new ArrayList<>();
		ConfigurationPropertySources.get(environment).forEach(sources::add);
		Collections.reverse(sources);
		Map<String, ConfigurationPropertyName> names = new LinkedHashMap<>();
		for (ConfigurationPropertySource source : sources) {
			if (source instanceof IterableConfigurationPropertySource properties) {
				properties.stream()
					.filter((property) -> RULES.isAncestorOf(property) && !property.isNumericIndex(LENGTH))
					.map((property) -> property.chop(LENGTH + 1))
					.forEach((name) -> names.putIfAbsent(name.getElement(LENGTH, Form.UNIFORM), name));
			}
		}
		return names.values();
	}

}
