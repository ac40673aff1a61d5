package dev.ratelimit.internal.expression;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.spel.SpelEvaluationException;

/**
 * Logs, once, that the value of an expression could not be used, and what is done
 * instead. The value itself is not logged: it may be a key.
 */
final class UnusableValues {

	private static final Log logger = LogFactory.getLog(CallExpression.class);

	private final String where;

	private final String text;

	private final boolean userQuestion;

	private final AtomicBoolean logged = new AtomicBoolean();

	/** Apart from failures: a header or a user may well be missing. */
	private final AtomicBoolean loggedAbsence = new AtomicBoolean();

	UnusableValues(String where, String text, boolean userQuestion) {
		this.where = where;
		this.text = text;
		this.userQuestion = userQuestion;
	}

	void value(String what, String consequence) {
		if (logger.isWarnEnabled() && this.logged.compareAndSet(false, true)) {
			logger.warn(
					"%s: the expression '%s' %s; %s (logged once)".formatted(this.where, this.text, what, consequence));
		}
	}

	/** Without the exception's message, which may quote the key. */
	void thrown(Throwable thrown, String consequence) {
		String kind = (thrown instanceof SpelEvaluationException spel) ? spel.getMessageCode().name()
				: thrown.getClass().getName();
		Throwable cause = thrown.getCause();
		value("threw " + kind + ((cause != null) ? " (" + cause.getClass().getName() + ")" : ""), consequence);
	}

	void thrownKey(Throwable thrown, @Nullable Object root) {
		if (!this.logged.get()) {
			thrown(thrown, keyedBy(root));
		}
	}

	void keyType(Class<?> type, @Nullable Object root) {
		if (!this.logged.get()) {
			value("is a " + type.getTypeName() + ", which has no toString() to make a key of", keyedBy(root));
		}
	}

	void absentKey(String what, @Nullable Object root) {
		if (isFirstAbsence()) {
			logger.warn("%s: the key '%s' was %s for a call%s; for such calls %s (logged once)".formatted(this.where,
					this.text, what, this.userQuestion
							? ", as nobody is logged in or known to the request where the key is evaluated" : "",
					keyedBy(root)));
		}
	}

	void absentCost() {
		if (isFirstAbsence()) {
			logger.warn(
					"%s: the expression '%s' was null for a call; such calls cost what they were charged (logged once)"
						.formatted(this.where, this.text));
		}
	}

	private boolean isFirstAbsence() {
		return !this.loggedAbsence.get() && this.loggedAbsence.compareAndSet(false, true);
	}

	/** What stands in for the key of a call that has none. */
	private static String keyedBy(@Nullable Object root) {
		if (!(root instanceof CallRoot call)) {
			return "all callers share one quota";
		}
		return call.usualKey().equals(call.getIp()) ? "the key is the client's address" : "the key is the user";
	}

}
