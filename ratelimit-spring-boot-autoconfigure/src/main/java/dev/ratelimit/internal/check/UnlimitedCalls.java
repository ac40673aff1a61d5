package dev.ratelimit.internal.check;

import dev.ratelimit.InvalidConfigurationException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Takes reports of calls that an annotation or a rule wants limited and that cannot be. A
 * report is a warning or, under {@code ratelimit.fail-on-unlimited}, a mistake that stops
 * the application: before it serves anything, with all reports made until then; later
 * ones where they are made. Safe for use by many threads.
 */
public final class UnlimitedCalls implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(UnlimitedCalls.class);

	private final boolean failing;

	private final Mistakes mistakes = new Mistakes();

	private boolean running;

	/**
	 * Takes reports.
	 * @param failing whether they stop the application
	 */
	public UnlimitedCalls(boolean failing) {
		this.failing = failing;
	}

	/**
	 * Reports a call that is not limited.
	 * @param where the method or property, such as {@code ratelimit.web.rules[0].paths}
	 * @param problem why nothing is limited there
	 * @param remedy what would be right
	 * @throws InvalidConfigurationException if reports stop the application and it is
	 * running already
	 */
	public synchronized void report(String where, String problem, String remedy) {
		if (!this.failing) {
			logger.warn("%s: %s. %s".formatted(where, problem, remedy));
			return;
		}
		this.mistakes.add(new InvalidConfigurationException(where, problem, remedy));
		if (this.running) {
			this.mistakes.throwIfAny();
		}
	}

	@Override
	public synchronized void start() {
		this.running = true;
		this.mistakes.throwIfAny();
	}

	@Override
	public synchronized void stop() {
		this.running = false;
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	/** First of all: ahead of the web server and of whatever else takes calls. */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
