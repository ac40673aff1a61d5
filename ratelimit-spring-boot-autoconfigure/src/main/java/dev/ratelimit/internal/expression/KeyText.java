package dev.ratelimit.internal.expression;

/**
 * Tells whether the text of a value can be a key. One that only says which object it is
 * makes each call's key a new one.
 */
final class KeyText extends ClassValue<Boolean> {

	private static final KeyText TYPES = new KeyText();

	private KeyText() {
	}

	static boolean in(Object value) {
		return TYPES.get(value.getClass());
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
