package dev.ratelimit.internal.expression;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import dev.ratelimit.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * A compiled expression. Evaluating it fails only if the call itself cannot be read: what
 * cannot be used is logged, once per expression and without its value, and answered as
 * each method says. Immutable and safe for use by many threads.
 */
public final class CallExpression {

	/** What {@link #permits} answers for a cost that cannot be known. */
	public static final long WHOLE_QUOTA = -1;

	/** Of a call that costs in the end what it was charged. */
	public static final long UNSETTLED = -1;

	private final String where;

	private final String text;

	private final Set<String> rootNames;

	private final boolean userQuestion;

	private final ValueSource source;

	private final UnusableValues unusable;

	CallExpression(String where, String text, Set<String> rootNames, boolean userQuestion, ValueSource source) {
		this.where = where;
		this.text = text;
		this.rootNames = rootNames;
		this.userQuestion = userQuestion;
		this.source = source;
		this.unusable = new UnusableValues(where, text, userQuestion);
	}

	/**
	 * Whether the expression names a property of its root, with or without
	 * {@code #root.}, or calls its getter.
	 * @param rootName the property, such as {@code principal}
	 * @return true if it does
	 */
	public boolean mentions(String rootName) {
		return this.rootNames.contains(rootName);
	}

	/**
	 * Whether the expression asks who the user is, or what the user may do or claims.
	 * @return true if it does, so that it has no answer before authentication
	 */
	public boolean asksForUser() {
		return this.userQuestion;
	}

	/**
	 * The number of permits, if it is the same for all calls.
	 * @return the number as {@link #permits} would read it, but not yet put right if
	 * below zero; empty if it is computed for each call
	 * @throws InvalidConfigurationException if it is the same for all calls and no number
	 */
	public OptionalLong constant() {
		if (!(this.source instanceof ValueSource.Constant constant)) {
			return OptionalLong.empty();
		}
		if (constant.value() instanceof Number number && WholeNumbers.isKnown(number)) {
			return OptionalLong.of(WholeNumbers.of(number));
		}
		throw new InvalidConfigurationException(this.where,
				"'" + this.text + ((constant.value() instanceof String) ? "' is text and no number" : "' is no number"),
				"Write a number such as 5, or an expression that has one as its value");
	}

	/**
	 * Checks that this can be a condition.
	 * @return this
	 * @throws InvalidConfigurationException if its value is the same for all calls and
	 * neither true nor false
	 */
	public CallExpression asCondition() {
		if (this.source instanceof ValueSource.Constant constant && !(constant.value() instanceof Boolean)) {
			throw new InvalidConfigurationException(this.where, "'" + this.text + "' is neither true nor false",
					"Write a comparison without quotes around it, such as method == 'POST' or #size > 10");
		}
		return this;
	}

	/**
	 * The key of a call.
	 * @param root the root, null if there is none
	 * @param variables the variables by name, without {@code #}
	 * @return the value as text; null if it cannot serve as a key: null or empty, of a
	 * type whose {@code toString()} tells only objects apart, or not to be had because
	 * the expression throws
	 * @throws UnreadableCallException if the call cannot be read
	 */
	public @Nullable String key(@Nullable Object root, Map<String, ?> variables) {
		try {
			Object value = KeyText.named(this.source.value(root, variables));
			if (value == null) {
				this.unusable.absentKey("null", root);
				return null;
			}
			if (!KeyText.in(value)) {
				this.unusable.keyType(value.getClass(), root);
				return null;
			}
			String key = value.toString();
			if (key.isEmpty()) {
				this.unusable.absentKey("empty", root);
				return null;
			}
			return key;
		}
		catch (Exception | LinkageError ex) {
			UnreadableCallException.rethrow(ex);
			this.unusable.thrownKey(ex, root);
			return null;
		}
	}

	/**
	 * The name that a call has, such as of its plan.
	 * @param root the root, null if there is none
	 * @param variables the variables by name, without {@code #}
	 * @return the value as text; null if it is null or empty, or the expression throws
	 * @throws UnreadableCallException if the call cannot be read
	 */
	public @Nullable String name(@Nullable Object root, Map<String, ?> variables) {
		try {
			Object value = this.source.value(root, variables);
			String name = (value != null) ? value.toString() : "";
			return name.isEmpty() ? null : name;
		}
		catch (Exception | LinkageError ex) {
			UnreadableCallException.rethrow(ex);
			this.unusable.thrown(ex, "the call is on the limit's own terms");
			return null;
		}
	}

	/**
	 * The name, if it is the same for all calls.
	 * @return as {@link #name} would read it; empty if it is computed for each call
	 */
	public Optional<String> constantName() {
		return (this.source instanceof ValueSource.Constant constant && constant.value() != null)
				? Optional.of(constant.value().toString()) : Optional.empty();
	}

	/**
	 * What a call costs.
	 * @param root the root, null if there is none
	 * @param variables the variables by name, without {@code #}
	 * @return the number, a fraction rounded up; text is read as a whole number;
	 * {@link #WHOLE_QUOTA} if it is below zero, no number, or the expression throws
	 * @throws UnreadableCallException if the call cannot be read
	 */
	public long permits(@Nullable Object root, Map<String, ?> variables) {
		try {
			Object value = this.source.value(root, variables);
			if (!(value instanceof String) && !(value instanceof Number known && WholeNumbers.isKnown(known))) {
				this.unusable.value("is no number", "the call costs the whole quota");
				return WHOLE_QUOTA;
			}
			long permits = (value instanceof Number number) ? WholeNumbers.of(number)
					: WholeNumbers.read(value.toString().strip());
			if (permits >= 0) {
				return permits;
			}
			this.unusable.value("is below zero", "the call costs the whole quota");
		}
		catch (Exception | LinkageError ex) {
			UnreadableCallException.rethrow(ex);
			this.unusable.thrown(ex, "the call costs the whole quota");
		}
		return WHOLE_QUOTA;
	}

	/**
	 * What a call has cost in the end.
	 * @param root the root, null if there is none
	 * @param variables the variables by name, without {@code #}
	 * @return the number, read as {@link #permits} does; {@link #UNSETTLED} if it is
	 * null, below zero, no number, or the expression throws
	 */
	public long settled(@Nullable Object root, Map<String, ?> variables) {
		try {
			Object value = this.source.value(root, variables);
			if (value == null) {
				this.unusable.absentCost();
				return UNSETTLED;
			}
			long permits = (value instanceof Number number && WholeNumbers.isKnown(number)) ? WholeNumbers.of(number)
					: WholeNumbers.read(value.toString().strip());
			if (permits >= 0) {
				return permits;
			}
			this.unusable.value("is below zero", "the call costs what it was charged");
		}
		catch (Exception | LinkageError ex) {
			this.unusable.thrown(ex, "the call costs what it was charged");
		}
		return UNSETTLED;
	}

	/**
	 * Whether a condition holds.
	 * @param root the root, null if there is none
	 * @param variables the variables by name, without {@code #}
	 * @param whenThrown the answer if the expression throws or is neither true nor false
	 * @return its value
	 * @throws UnreadableCallException if the call cannot be read
	 */
	public boolean test(@Nullable Object root, Map<String, ?> variables, boolean whenThrown) {
		String taken = whenThrown ? "it is taken as true" : "it is taken as false";
		try {
			if (this.source.value(root, variables) instanceof Boolean value) {
				return value;
			}
			this.unusable.value("is neither true nor false", taken);
		}
		catch (Exception | LinkageError ex) {
			UnreadableCallException.rethrow(ex);
			this.unusable.thrown(ex, taken);
		}
		return whenThrown;
	}

	/**
	 * The expression as written.
	 * @return the source
	 */
	@Override
	public String toString() {
		return this.text;
	}

}
