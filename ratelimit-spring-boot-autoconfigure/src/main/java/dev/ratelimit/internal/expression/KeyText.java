package dev.ratelimit.internal.expression;

import java.security.Principal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether the text of a value can be a key. One that only says which object it is
 * makes each call's key a new one. Asks first whether the value is text itself, as most
 * are: that a class does not implement an interface takes longer to find out.
 */
final class KeyText extends ClassValue<Boolean> {

	private static final KeyText TYPES = new KeyText();

	private KeyText() {
	}

	/**
	 * A user as its name: the text of Spring Security's object also says the session,
	 * which the user can have anew for each call.
	 */
	static @Nullable Object named(@Nullable Object value) {
		return (!(value instanceof String) && value instanceof Principal user) ? user.getName() : value;
	}

	static boolean in(Object value) {
		if (value instanceof String) {
			return true;
		}
		if (value instanceof Map<?, ?> map) {
			return allIn(map.keySet()) && allIn(map.values());
		}
		if (value instanceof Optional<?> optional) {
			return optional.isEmpty() || in(optional.get());
		}
		return (value instanceof Collection<?> values) ? allIn(values) : TYPES.get(value.getClass());
	}

	/** The text of a collection is made of those of its elements. */
	private static boolean allIn(Collection<?> values) {
		return values.stream().allMatch((value) -> value == null || in(value));
	}

	@Override
	protected Boolean computeValue(Class<?> type) {
		try {
			return type.getMethod("toString").getDeclaringClass() != Object.class;
		}
		catch (NoSuchMethodException ex) {
			return false;
		}
	}

}
