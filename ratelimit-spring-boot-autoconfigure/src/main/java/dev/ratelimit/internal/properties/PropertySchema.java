package dev.ratelimit.internal.properties;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.messaging.MessageRuleDefinition;
import dev.ratelimit.internal.properties.LimitProperties.PlanProperties;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;

/**
 * What may be written under {@code ratelimit}, read off the records it is bound to.
 */
public final class PropertySchema {

	public static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("ratelimit");

	static final String ONE_RATE = "A limit has one rate. Write a limit for each, and where they are used both names: limits: per-second, per-day";

	static final String REPLACED = "A list in one source, such as the command line, replaces the whole list in another: write all of it there, or give rules names, each of which can be changed by itself";

	/** Worked out once, as there may be a hundred thousand properties. */
	private static final ClassValue<Group> GROUPS = new ClassValue<>() {

		@Override
		protected Group computeValue(Class<?> record) {
			return Group.of(record);
		}

	};

	private final ConfigurationPropertyName name;

	private final boolean joining;

	private PropertySchema(ConfigurationPropertyName name, boolean joining) {
		this.name = name;
		this.joining = joining;
	}

	/**
	 * Checks that a name will be bound.
	 * @param name a name below {@link #ROOT}
	 * @param joining whether elements may have to be joined: the environment variable
	 * {@code MAX_WAIT} comes as {@code max.wait} and is found as {@code max-wait}
	 * @return the property that it sets, such as {@code max-wait}
	 * @throws InvalidConfigurationException if nothing reads it
	 */
	static String check(ConfigurationPropertyName name, boolean joining) {
		return new PropertySchema(name, joining).check(ROOT.getNumberOfElements(),
				ResolvableType.forClass(RateLimitProperties.class), ROOT.toString());
	}

	/**
	 * The properties of a record.
	 * @param record the record
	 * @return their names, such as {@code max-wait}, in order
	 */
	public static List<String> names(Class<?> record) {
		return GROUPS.get(record).names;
	}

	/**
	 * Whether a name is a limit's property, save that the limit is not under
	 * {@code ratelimit.limits}.
	 * @param name a name below {@link #ROOT}
	 * @return such as for {@code ratelimit.api.rate}
	 */
	static boolean isMisplacedLimit(ConfigurationPropertyName name) {
		int at = ROOT.getNumberOfElements();
		return name.getNumberOfElements() > at + 1
				&& !uniformNames(RateLimitProperties.class).contains(name.getElement(at, Form.UNIFORM))
				&& uniformNames(LimitProperties.class).contains(name.getElement(at + 1, Form.UNIFORM));
	}

	/**
	 * A name as it was written rather than in Spring Boot's canonical form.
	 * @param name the name
	 * @param length how many of its elements
	 * @return such as {@code ratelimit.limits.api.overrides.user_123}
	 */
	public static String asWritten(ConfigurationPropertyName name, int length) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < length; i++) {
			String element = name.getElement(i, Form.ORIGINAL);
			boolean plain = element.matches("[A-Za-z0-9_-]+") && !name.isNumericIndex(i);
			text.append(plain ? ((i > 0) ? "." : "") + element : "[" + element + "]");
		}
		return text.toString();
	}

	private String check(int at, ResolvableType type, String property) {
		Class<?> target = type.toClass();
		if (at == this.name.getNumberOfElements()) {
			if (isGroup(target) && target != PlanProperties.class) {
				throw new InvalidConfigurationException(asWritten(this.name, at),
						"a group of properties can't have a value itself, not even an empty one",
						((target == LimitProperties.class)
								? "Write the limit's rate below it, as in " + asWritten(this.name, at) + ".rate=100/1m"
								: "Remove it or write properties below it: " + String.join(", ", names(target))));
			}
			return property;
		}
		if (isGroup(target)) {
			int parameter = -1;
			int end = at;
			while (parameter < 0 && end < (this.joining ? this.name.getNumberOfElements() : at + 1)) {
				parameter = uniformNames(target).indexOf(uniform(at, ++end));
			}
			if (parameter < 0) {
				throw new UnknownProperty(this.name, at, target).mistake();
			}
			Group group = GROUPS.get(target);
			return check(end, group.types.get(parameter), group.names.get(parameter));
		}
		if (target == Map.class) {
			checkKey(at, property);
			return check(at + 1, type.getGeneric(1), property);
		}
		if (target == List.class && (this.name.isNumericIndex(at) || isNameOfRule(at, type))) {
			return check(at + 1, type.getGeneric(0), property);
		}
		throw new UnknownProperty(this.name, at, target).mistake();
	}

	/**
	 * The binder takes the position in a list for a key. A variable, where the key 0 is
	 * written like a position, is no list.
	 */
	private void checkKey(int at, String property) {
		if (!this.joining && this.name.isNumericIndex(at) && this.name.getElement(at, Form.ORIGINAL).equals("0")) {
			throw new InvalidConfigurationException(asWritten(this.name, at + 1),
					"the %s are a list, but each has a name".formatted(property),
					"Write %s where the dash is, without 'name'. One that is the number 0 is written in quotes: \"0\""
						.formatted(property.equals("overrides") ? "each key" : "each name"));
		}
	}

	/** Whether an element names a rule, rather than a property that lacks its rule. */
	private boolean isNameOfRule(int at, ResolvableType list) {
		boolean last = at + 1 == this.name.getNumberOfElements() || this.name.isNumericIndex(at + 1);
		return list.getGeneric(0).toClass() == RuleDefinition.class
				&& !(last && uniformNames(RuleDefinition.class).contains(this.name.getElement(at, Form.UNIFORM)));
	}

	private String uniform(int from, int to) {
		StringBuilder text = new StringBuilder();
		for (int i = from; i < to; i++) {
			text.append(this.name.getElement(i, Form.UNIFORM));
		}
		return text.toString();
	}

	/** A rate is a record, too, but written as one value. */
	static boolean isGroup(Class<?> type) {
		Class<?> outermost = (type.getEnclosingClass() != null) ? type.getEnclosingClass() : type;
		return type.isRecord() && (outermost == RateLimitProperties.class || outermost == LimitProperties.class
				|| outermost == RuleDefinition.class || outermost == MessageRuleDefinition.class);
	}

	static List<String> uniformNames(Class<?> record) {
		return GROUPS.get(record).uniformNames;
	}

	/**
	 * What may be written below a name.
	 *
	 * @param names the properties, such as {@code max-wait}
	 * @param uniformNames the same as the binder compares them, such as {@code maxwait}
	 * @param types what each is bound to
	 */
	private record Group(List<String> names, List<String> uniformNames, List<ResolvableType> types) {

		static Group of(Class<?> record) {
			Constructor<?> constructor = record.getDeclaredConstructors()[0];
			List<String> names = Arrays.stream(constructor.getParameters())
				.map((parameter) -> DataObjectPropertyName.toDashedForm(parameter.getName()))
				.toList();
			return new Group(names, names.stream().map((name) -> name.replace("-", "")).toList(),
					IntStream.range(0, names.size())
						.mapToObj((index) -> ResolvableType.forConstructorParameter(constructor, index))
						.toList());
		}

	}

}
