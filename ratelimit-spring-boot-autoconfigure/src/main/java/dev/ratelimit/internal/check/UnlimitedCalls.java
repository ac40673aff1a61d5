package dev.ratelimit.internal.check;

import java.util.function.Supplier;

import dev.ratelimit.InvalidConfigurationException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Takes reports of calls that an annotation or a rule wants limited and that cannot be. A
 * report is a warning or, under {@code ratelimit.fail-on-unlimited}, a mistake. A mistake
 * in a rule or an annotation is one in any case. Mistakes stop the application before it
 * serves anything, all of them together; later ones where they are made. Safe for use by
 * many threads.
 */
public final class UnlimitedCalls implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(UnlimitedCalls.class);

	private final boolean failing;

	private final Mistakes mistakes;

	private boolean running;

	/**
	 * Takes reports in addition to mistakes that are known already.
	 * @param failing whether they stop the application
	 * @param mistakes what stops it in any case
	 */
	public UnlimitedCalls(boolean failing, Mistakes mistakes) {
		this.failing = failing;
		this.mistakes = mistakes;
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
		fail(new InvalidConfigurationException(where, problem, remedy));
	}

	/**
	 * Reads a rule or an annotation.
	 * @param <T> the type of what is read
	 * @param reading may throw an {@link InvalidConfigurationException}
	 * @param none what to go on with until the mistake stops the application
	 * @return what was read; {@code none} if there was a mistake
	 * @throws InvalidConfigurationException if there was one and the application is
	 * running already
	 */
	public <T> T read(Supplier<T> reading, T none) {
		try {
			return reading.get();
		}
		catch (InvalidConfigurationException ex) {
			fail(ex);
			return none;
		}
	}

	/**
	 * Takes a mistake in a rule or an annotation.
	 * @param mistake the mistake, with those that it carries
	 * @throws InvalidConfigurationException if the application is running already
	 */
	public synchronized void fail(InvalidConfigurationException mistake) {
		this.mistakes.add(mistake);
	}

	@Override
	public synchronized void start() {
		this.running = true;
		this.mistakes.close();
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
