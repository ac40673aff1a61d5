package dev.ratelimit.internal.properties;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Rate;
import dev.ratelimit.internal.http.NamedRule;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.properties.LimitProperties.OverrideProperties;
import dev.ratelimit.internal.properties.LimitProperties.PlanProperties;
import dev.ratelimit.internal.text.NearestName;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * Says of a property that nothing reads where it belongs, or what its parent has.
 *
 * @param name its whole name
 * @param at the element that is not known
 * @param parent what the element before is bound to
 */
record UnknownProperty(ConfigurationPropertyName name, int at, Class<?> parent) {

	/** Where properties belong that are written elsewhere. */
	private static final Map<String, Class<?>> HOMES = homes();

	InvalidConfigurationException mistake() {
		String element = this.name.getElement(this.at, Form.ORIGINAL);
		List<String> known = PropertySchema.isGroup(this.parent) ? PropertySchema.names(this.parent) : List.of();
		return new InvalidConfigurationException(PropertySchema.asWritten(this.name, this.at + 1),
				"there is no such property" + NearestName.hint(element, known), remedy(known));
	}

	private String remedy(List<String> known) {
		String above = PropertySchema.asWritten(this.name, this.at);
		if (this.parent == Rate.class && this.name.isNumericIndex(this.at)) {
			return PropertySchema.ONE_RATE;
		}
		if (this.parent == List.class) {
			return "'%s' is a list, in YAML with a dash before the first property of each element".formatted(above)
					+ (above.equals(NamedRule.PROPERTY) ? ", or each rule is written below a name of its own" : "");
		}
		if (!PropertySchema.isGroup(this.parent)) {
			return "'%s' has no properties below it".formatted(above);
		}
		String remedy = "The properties of %s are: %s".formatted(above, String.join(", ", known));
		if (PropertySchema.isMisplacedLimit(this.name)) {
			return "A limit is written under ratelimit.limits, in YAML indented below it: ratelimit.limits.%s. %s"
				.formatted(this.name.getElement(this.at, Form.ORIGINAL), remedy);
		}
		String home = (this.parent == LimitProperties.class && isOf(LimitProperties.class, this.at - 1))
				? home(this.at - 1, null) : home(this.at, this.parent);
		if (home != null) {
			return home + ". " + remedy;
		}
		if (this.parent == OverrideProperties.class || this.parent == PlanProperties.class) {
			return remedy + ". A key with a dot in it is written in brackets, in YAML in quotes too: \"[%s.%s]\""
				.formatted(this.name.getElement(this.at - 1, Form.ORIGINAL),
						this.name.getElement(this.at, Form.ORIGINAL));
		}
		return remedy;
	}

	/** Where an element would be a property; null if nowhere but in its parent. */
	private @Nullable String home(int element, @Nullable Class<?> known) {
		return HOMES.entrySet()
			.stream()
			.filter((home) -> home.getValue() != known && isOf(home.getValue(), element))
			.findFirst()
			.map((home) -> "'%s' belongs %s".formatted(this.name.getElement(element, Form.ORIGINAL), home.getKey()))
			.orElse(null);
	}

	private boolean isOf(Class<?> group, int element) {
		return PropertySchema.uniformNames(group).contains(this.name.getElement(element, Form.UNIFORM));
	}

	private static Map<String, Class<?>> homes() {
		Map<String, Class<?>> homes = new LinkedHashMap<>();
		homes.put("under ratelimit.web", RateLimitProperties.Web.class);
		homes.put("below a limit's name, under ratelimit.limits", LimitProperties.class);
		homes.put("under ratelimit", RateLimitProperties.class);
		homes.put("under ratelimit.redis", RateLimitProperties.Redis.class);
		homes.put("below a rule, under ratelimit.web.rules", RuleDefinition.class);
		return homes;
	}

}
