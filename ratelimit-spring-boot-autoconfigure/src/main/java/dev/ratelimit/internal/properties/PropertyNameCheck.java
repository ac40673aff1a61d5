package dev.ratelimit.internal.properties;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.check.Placeholders;
import dev.ratelimit.internal.text.BareDuration;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.PlaceholderResolutionException;
import org.springframework.util.StringUtils;

/**
 * Stops the application over what Spring Boot's binder would pass over in silence: names
 * that nothing reads, keys from which it would drop characters, keys that it would take
 * for each other, placeholders without a value, and times without a unit. It runs before
 * any bean exists.
 */
public final class PropertyNameCheck implements BeanFactoryPostProcessor {

	private static final Log logger = LogFactory.getLog(PropertyNameCheck.class);

	private static final Set<String> TIMES = Set.of("block", "max-hold", "max-wait");

	/** What binds as it is written: names, and anything at all in brackets. */
	private static final Pattern PLAIN = Pattern.compile("(?:[A-Za-z0-9_.-]|\\[[^\\[\\]]+](?=[.\\[]|$))+");

	/** What YAML makes of { rate: 10/1s, 1000/1d }. */
	private static final Pattern SECOND_RATE = Pattern.compile(".*\\.\\d+/\\s*\\d*\\s*[a-z]+");

	/**
	 * Variables of Kubernetes for a service whose name happens to begin with ratelimit.
	 */
	private static final Pattern SERVICE_LINK = Pattern
		.compile("ratelimit(\\..+)?\\.(service\\.(host|port)|port)(\\W.*)?");

	/** Mistakes in a limit whose name is known, or in the rules. */
	private static final Pattern IN_LIMIT_OR_RULE = Pattern
		.compile("ratelimit\\.(limits\\.[A-Za-z0-9_-]+(?=$|[.\\[])|web\\.rules\\b).*");

	private static final ConfigurationPropertyName LIMITS = PropertySchema.ROOT.append("limits");

	private final Environment environment;

	private final Map<String, String> limits = new HashMap<>();

	private final Map<ConfigurationPropertyName, String> keys = new HashMap<>();

	private final Mistakes mistakes;

	/**
	 * A check of an environment.
	 * @param environment where the properties are written
	 * @param mistakes takes values that are not legal, and names in limits and rules
	 */
	public PropertyNameCheck(Environment environment, Mistakes mistakes) {
		this.environment = environment;
		this.mistakes = mistakes;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		check();
	}

	/**
	 * Checks all names and values; once. A name that is not legal in a limit or a rule is
	 * told with the mistakes that are found later. With any other, such as that of a
	 * store's property, what follows might fail for want of it: it stops the application
	 * at once.
	 * @throws InvalidConfigurationException if such a name is not legal; with all
	 * mistakes
	 */
	public void check() {
		Mistakes names = new Mistakes();
		boolean goOn = true;
		List<ConfigurationPropertyName> variables = new ArrayList<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			Object underlying = source.getUnderlyingSource();
			if (underlying instanceof SystemEnvironmentPropertySource) {
				((IterableConfigurationPropertySource) source).forEach(variables::add);
			}
			else if (underlying instanceof EnumerablePropertySource<?> properties) {
				for (String property : properties.getPropertyNames()) {
					goOn &= check(() -> checkProperty(property), ConfigurationPropertyName.adapt(property, '.'), names);
				}
			}
		}
		for (ConfigurationPropertyName variable : variables) {
			if (PropertySchema.ROOT.isAncestorOf(variable)) {
				goOn &= check(() -> checkVariable(variable), variable, names);
			}
		}
		this.mistakes.addAllTo(names);
		names.addAllTo(this.mistakes);
		if (!goOn) {
			BoundProperties.of(this.environment, this.mistakes);
			this.mistakes.throwIfAny();
		}
	}

	/** Whether everything else can be checked, whatever is wrong with a name. */
	private static boolean check(Runnable check, ConfigurationPropertyName name, Mistakes names) {
		try {
			check.run();
			return true;
		}
		catch (InvalidConfigurationException ex) {
			names.add(ex);
			return IN_LIMIT_OR_RULE.matcher(ex.where()).matches() || PropertySchema.isMisplacedLimit(name);
		}
	}

	private void checkProperty(String text) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(text, '.');
		if (!PropertySchema.ROOT.equals(name) && !PropertySchema.ROOT.isAncestorOf(name)) {
			return;
		}
		if (SECOND_RATE.matcher(text).matches()) {
			throw new InvalidConfigurationException(text, "this rate is the name of a property",
					PropertySchema.ONE_RATE);
		}
		if (!PLAIN.matcher(text).matches()) {
			throw new InvalidConfigurationException(text, "Spring Boot would not read this name as it is written",
					"Write a key with other characters than letters, digits, '-' and '_' in brackets, in YAML in "
							+ "quotes too: \"[a@b.com]\"; brackets can't be part of it");
		}
		String property = PropertySchema.check(name, false);
		this.mistakes.check(() -> checkValue(name, property, text));
		String limit = limit(name);
		if (limit != null) {
			checkSpelling(name, 3, this.limits.putIfAbsent(uniform(limit), limit));
		}
		if (isKeyed(name)) {
			checkSpelling(name, 5, this.keys.putIfAbsent(name.chop(5), name.getElement(4, Form.ORIGINAL)));
		}
	}

	private void checkVariable(ConfigurationPropertyName name) {
		if (SERVICE_LINK.matcher(name.toString()).matches()) {
			return;
		}
		String property = PropertySchema.check(name, true);
		this.mistakes.check(() -> checkValue(name, property, name.toString()));
		if (isKeyed(name)) {
			checkSpelling(name, 5, this.keys.get(name.chop(5)));
		}
	}

	/**
	 * The binder leaves placeholders without a value as they are written. A value that a
	 * stronger source replaces need not have one.
	 */
	private void checkValue(ConfigurationPropertyName name, String property, String text) {
		try {
			String value = this.environment.getProperty(text);
			if (value != null && !value.isEmpty() && property.equals("plans")) {
				throw new InvalidConfigurationException(PropertySchema.asWritten(name, name.getNumberOfElements()),
						"a plan can't have a value itself, such as '%s'".formatted(value),
						"Write properties below it, such as rate, or leave it empty for the limit's own terms");
			}
			if (value != null && TIMES.contains(property)) {
				checkTime(PropertySchema.asWritten(name, name.getNumberOfElements()), property, value);
			}
		}
		catch (PlaceholderResolutionException ex) {
			throw Placeholders.withoutValue(text, "${" + ex.getPlaceholder() + "}");
		}
	}

	/**
	 * A time without a unit makes a block or a hold next to nothing. A wait only refuses
	 * sooner.
	 */
	private static void checkTime(String where, String property, String value) {
		for (String time : StringUtils.commaDelimitedListToStringArray(value)) {
			String text = time.strip();
			if (BareDuration.is(text)) {
				InvalidConfigurationException mistake = new InvalidConfigurationException(where,
						BareDuration.problem(text), BareDuration.remedy(text));
				if (!property.equals("max-wait")) {
					throw mistake;
				}
				logger.warn(mistake.getMessage());
			}
		}
	}

	/**
	 * The binder compares names without case, '-' and '_', but keeps each spelling of a
	 * map's key: two would share the values of one of them.
	 */
	private static void checkSpelling(ConfigurationPropertyName name, int length, @Nullable String other) {
		String spelling = name.getElement(length - 1, Form.ORIGINAL);
		if (other != null && !other.equals(spelling)) {
			throw new InvalidConfigurationException(PropertySchema.asWritten(name, length),
					"to Spring Boot '%s' and '%s' are the same name".formatted(other, spelling),
					"Spell it the same everywhere, or write it in brackets: \"[%s]\"".formatted(spelling));
		}
	}

	private static @Nullable String limit(ConfigurationPropertyName name) {
		return LIMITS.isAncestorOf(name) ? name.getElement(2, Form.ORIGINAL) : null;
	}

	/** Whether a name is one of an override or a plan. */
	private static boolean isKeyed(ConfigurationPropertyName name) {
		return LIMITS.isAncestorOf(name) && name.getNumberOfElements() > 4
				&& Set.of("overrides", "plans").contains(name.getElement(3, Form.UNIFORM));
	}

	/**
	 * What is left of a limit's name in an environment variable.
	 * @param limit the name, such as {@code per-second}
	 * @return such as {@code persecond}
	 */
	public static String uniform(String limit) {
		return limit.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

}
