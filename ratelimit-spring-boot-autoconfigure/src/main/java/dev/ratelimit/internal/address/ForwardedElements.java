package dev.ratelimit.internal.address;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The elements of one line of X-Forwarded-For or Forwarded, from the right: that is the
 * end which the nearest proxy wrote, so what a client wrote to the left of it, such as an
 * open quote, cannot change how it is read.
 */
final class ForwardedElements {

	private final String line;

	private int end;

	ForwardedElements(String line) {
		this.line = line;
		this.end = line.length();
	}

	/**
	 * The next element to the left; empty ones are left out.
	 * @return null at the beginning of the line
	 */
	@Nullable String previous() {
		while (this.end >= 0) {
			int comma = lastOutsideQuotes(this.line, ',', this.end);
			String element = this.line.substring(comma + 1, this.end).trim();
			this.end = comma;
			if (!element.isEmpty()) {
				return element;
			}
		}
		return null;
	}

	private static int lastOutsideQuotes(String text, char wanted, int end) {
		boolean quoted = false;
		for (int i = end - 1; i >= 0; i--) {
			char c = text.charAt(i);
			if (c == '"' && !escaped(text, i)) {
				quoted = !quoted;
			}
			else if (c == wanted && !quoted) {
				return i;
			}
		}
		return -1;
	}

	/** Whether an odd number of backslashes stands before a character. */
	private static boolean escaped(String text, int index) {
		int start = index;
		while (start > 0 && text.charAt(start - 1) == '\\') {
			start--;
		}
		return (index - start) % 2 == 1;
	}

	/**
	 * The address that an element names.
	 * @param forwarded whether the element is one of Forwarded
	 * @return null if it names none, being obfuscated, unknown or malformed
	 */
	static @Nullable Address address(String element, boolean forwarded) {
		if (!forwarded) {
			return node(unquoted(element));
		}
		Address address = null;
		for (String pair : pairs(element)) {
			int equals = pair.indexOf('=');
			if (equals > 0 && pair.substring(0, equals).trim().equalsIgnoreCase("for")) {
				Address named = node(unquoted(pair.substring(equals + 1).trim()));
				if (named == null || address != null) {
					return null;
				}
				address = named;
			}
		}
		return address;
	}

	private static List<String> pairs(String element) {
		List<String> pairs = new ArrayList<>();
		for (int end = element.length(); end >= 0;) {
			int semicolon = lastOutsideQuotes(element, ';', end);
			pairs.add(element.substring(semicolon + 1, end));
			end = semicolon;
		}
		return pairs;
	}

	private static String unquoted(String text) {
		boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
		return quoted ? text.substring(1, text.length() - 1).trim() : text;
	}

	/** An address, perhaps in brackets, perhaps with a port. */
	private static @Nullable Address node(String text) {
		if (text.startsWith("[")) {
			int close = text.indexOf(']');
			boolean whole = close > 0 && (close == text.length() - 1 || text.charAt(close + 1) == ':');
			String inside = whole ? text.substring(1, close) : "";
			return (inside.indexOf(':') >= 0) ? Address.parse(inside) : null;
		}
		int colon = text.indexOf(':');
		boolean port = colon > 0 && colon == text.lastIndexOf(':');
		return Address.parse(port ? text.substring(0, colon) : text);
	}

}
