package dev.ratelimit.internal.expression;

import org.jspecify.annotations.Nullable;

/**
 * Functions that expressions call by their bare name, on web calls and elsewhere. Public
 * only so that expressions can be compiled.
 */
public interface CallFunctions {

	/**
	 * A text in the one form that all its writings share, for keys made of what a client
	 * says: without control characters and what cannot be seen, compatibility forms
	 * replaced (NFKC), in lower case, without white space at either end. Of a text over
	 * 1,000 characters the rest is only put into lower case.
	 * @param text the text, or what has one; null for none
	 * @return the canonical form, empty if nothing is left; null for null
	 */
	default @Nullable String canonical(@Nullable Object text) {
		return (text != null) ? CanonicalText.of(text.toString()) : null;
	}

}
