package dev.ratelimit.internal.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.ratelimit.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Collects mistakes, so that one failed start reports all of them. The first is thrown
 * and carries the others as suppressed exceptions. Safe for use by many threads.
 */
public final class Mistakes {

	private final List<InvalidConfigurationException> found = new ArrayList<>();

	private boolean closed;

	/**
	 * Runs a check and keeps the mistake that it finds.
	 * @param check may throw an {@link InvalidConfigurationException}
	 */
	public void check(Runnable check) {
		try {
			check.run();
		}
		catch (InvalidConfigurationException ex) {
			add(ex);
		}
	}

	/**
	 * Reads something and keeps the mistake that is in it.
	 * @param <T> the type of what is read
	 * @param reading may throw an {@link InvalidConfigurationException}
	 * @return what was read; null if there was a mistake
	 */
	public <T extends @Nullable Object> @Nullable T read(Supplier<T> reading) {
		try {
			return reading.get();
		}
		catch (InvalidConfigurationException ex) {
			add(ex);
			return null;
		}
	}

	/**
	 * Keeps a mistake, unless it says what one before it said.
	 * @param mistake the mistake
	 * @throws InvalidConfigurationException the mistake, once the checks are closed
	 */
	public synchronized void add(InvalidConfigurationException mistake) {
		if (this.closed) {
			throw mistake;
		}
		String message = mistake.getMessage();
		if (this.found.stream().noneMatch((other) -> Objects.equals(other.getMessage(), message))) {
			this.found.add(mistake);
		}
	}

	/**
	 * Whether something is known to be wrong already.
	 * @param where the property
	 * @return true if so
	 */
	public synchronized boolean isAt(String where) {
		return this.found.stream().flatMap(Mistakes::in).anyMatch((mistake) -> mistake.where().equals(where));
	}

	/**
	 * Whether something at a property or below it is known to be wrong already.
	 * @param where the property, such as {@code ratelimit.web.rules[0]}
	 * @return true if so
	 */
	public synchronized boolean isWithin(String where) {
		return this.found.stream()
			.map(InvalidConfigurationException::where)
			.anyMatch((other) -> other.startsWith(where)
					&& (other.length() == where.length() || ".[".indexOf(other.charAt(where.length())) >= 0));
	}

	/**
	 * Moves the mistakes.
	 * @param others takes them, behind its own
	 */
	public synchronized void addAllTo(Mistakes others) {
		this.found.forEach(others::add);
		this.found.clear();
	}

	/**
	 * Moves the mistakes but those that are known from another place.
	 * @param others takes them, behind its own
	 * @param known problems, as {@link #problems} has them
	 */
	public synchronized void addAllTo(Mistakes others, Set<String> known) {
		this.found.removeIf((mistake) -> known.contains(mistake.problem()));
		addAllTo(others);
	}

	/**
	 * What is wrong, wherever it is.
	 * @return the problems
	 */
	public synchronized Set<String> problems() {
		return this.found.stream().map(InvalidConfigurationException::problem).collect(Collectors.toSet());
	}

	/**
	 * Ends the checks.
	 * @throws InvalidConfigurationException if there was a mistake
	 */
	public synchronized void throwIfAny() {
		if (!this.found.isEmpty()) {
			InvalidConfigurationException first = this.found.get(0);
			this.found.stream().skip(1).forEach(first::addSuppressed);
			this.found.clear();
			throw first;
		}
	}

	/**
	 * Ends the checks for good, since nobody asks any more whether there was a mistake: a
	 * bean that is created later fails with its own.
	 * @throws InvalidConfigurationException if there was a mistake
	 */
	public synchronized void close() {
		this.closed = true;
		throwIfAny();
	}

	/**
	 * All mistakes that an exception carries.
	 * @param mistake the exception
	 * @return itself first, then those that it suppressed
	 */
	public static Stream<InvalidConfigurationException> in(InvalidConfigurationException mistake) {
		return Stream.concat(Stream.of(mistake),
				Stream.of(mistake.getSuppressed())
					.filter(InvalidConfigurationException.class::isInstance)
					.map(InvalidConfigurationException.class::cast)
					.flatMap(Mistakes::in));
	}

}
