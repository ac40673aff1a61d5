package dev.ratelimit.internal.call;

import dev.ratelimit.internal.algorithm.LimitDecision;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A line for each refusal, of logger {@code dev.ratelimit.refusals}: on debug without the
 * key, which may be personal data, on trace with it.
 */
final class RefusalLog {

	private static final Log logger = LogFactory.getLog("dev.ratelimit.refusals");

	private RefusalLog() {
	}

	static void write(Check check, String key, LimitDecision refusal) {
		if (logger.isDebugEnabled()) {
			String line = "Refused by %s: limit %s, wait %d ms".formatted(check.where(), refusal.limit(),
					refusal.retryAfter().toMillis());
			if (logger.isTraceEnabled()) {
				logger.trace(line + ", key " + printable(key));
			}
			else {
				logger.debug(line);
			}
		}
	}

	/** A client must not write lines of its own. */
	static String printable(String key) {
		StringBuilder text = new StringBuilder("'");
		key.codePoints().limit(200).map((c) -> Character.isISOControl(c) ? '?' : c).forEach(text::appendCodePoint);
		return text.append('\'').toString();
	}

}
