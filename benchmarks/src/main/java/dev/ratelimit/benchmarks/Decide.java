package dev.ratelimit.benchmarks;

import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One decision. The keys are asked for in a fixed random order, each as the string that
 * the map already holds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class Decide {

	private static final int PREFILL = 12;

	/** The {@link Row#title() title} of a row. */
	@Param("Caffeine + one CAS word")
	public String row;

	/** How many keys are asked for. */
	@Param("1")
	public int keys;

	private Subject subject;

	private String[] order;

	@Setup
	public void fill() {
		this.order = IntStream.range(0, this.keys).mapToObj((i) -> "user-" + i).toArray(String[]::new);
		Collections.shuffle(Arrays.asList(this.order), new Random(42));
		this.subject = Row.of(this.row).subject();
		for (int i = 0; i < PREFILL; i++) {
			for (String key : this.order) {
				this.subject.ask(key);
			}
		}
	}

	@Benchmark
	public Object ask(Cursor cursor) {
		return this.subject.ask(this.order[cursor.next(this.order.length)]);
	}

	/** Where a thread is in the order of keys. */
	@State(Scope.Thread)
	public static class Cursor {

		private int next = (int) (Thread.currentThread().getId() * 7919 & 0xfff);

		int next(int length) {
			int following = this.next + 1;
			this.next = (following < length) ? following : 0;
			return this.next;
		}

	}

}
