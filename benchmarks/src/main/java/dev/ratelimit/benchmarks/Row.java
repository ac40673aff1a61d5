package dev.ratelimit.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/**
 * A row of the table of decisions.
 *
 * @param name who answers
 * @param admit whether what is asked for is granted
 */
record Row(String name, boolean admit) {

	private static final List<String> FLOORS = List.of("System.nanoTime()", "one CAS word", "Caffeine + one CAS word");

	/** What is decided by one limit that is a bucket, and by any other. */
	static final List<String> BUCKETS = List.of("token-bucket", "token-bucket (starter's bean)",
			"token-bucket (interval)", "leaky-bucket");

	static final List<String> OTHERS = List.of("fixed-window", "sliding-window-log", "sliding-window-counter",
			"paced-window");

	static final String KEPT = "token-bucket (decision kept)";

	static final String ON_PLAN = "token-bucket (on a plan)";

	static final String IN_FLIGHT = "concurrency (taken and given back)";

	private static final String METERED = "token-bucket (starter's bean with metrics)";

	static final String BUCKET4J = "Bucket4j";

	private static final List<String> BOTH = Stream
		.of(BUCKETS, OTHERS, List.of(METERED, KEPT, ON_PLAN, IN_FLIGHT, "all six in turn", "three limits at once",
				BUCKET4J, "Resilience4j", "Guava"))
		.flatMap(List::stream)
		.toList();

	/** The floor that all others are compared with. */
	static final Row FLOOR = new Row("Caffeine + one CAS word", true);

	static List<Row> all() {
		return Stream
			.concat(FLOORS.stream().map((name) -> new Row(name, true)),
					BOTH.stream().flatMap((name) -> Stream.of(new Row(name, true), new Row(name, false))))
			.toList();
	}

	static Row of(String title) {
		return all().stream().filter((row) -> row.title().equals(title)).findFirst().orElseThrow();
	}

	String title() {
		return FLOORS.contains(this.name) ? this.name : this.name + (this.admit ? " admits" : " refuses");
	}

	/** Whether it keeps anything by key. */
	boolean keyed() {
		return FLOORS.indexOf(this.name) < 0 || equals(FLOOR);
	}

	/** Whether the version before could not do it yet. */
	boolean isNew() {
		return this.name.equals(ON_PLAN) || this.name.equals(IN_FLIGHT);
	}

	/** Whether it is this project that answers. */
	boolean ours() {
		return keyed() && !equals(FLOOR) && !List.of(BUCKET4J, "Resilience4j", "Guava").contains(this.name);
	}

	/** Whether heap per key says something: a key is one entry, and it does not idle. */
	boolean oneCellPerKey() {
		return equals(FLOOR) || !this.admit && !this.name.contains("decision kept") && !this.name.contains(" in turn")
				&& !this.name.contains("at once");
	}

	Subject subject() {
		return switch (this.name) {
			case "System.nanoTime()" -> Floors.clock();
			case "one CAS word" -> Floors.word();
			case "Caffeine + one CAS word" -> Floors.keyedWord();
			case KEPT -> Ours.kept(this.admit);
			case IN_FLIGHT -> Ours.inFlight(this.admit);
			case ON_PLAN -> Ours.onPlan(this.admit);
			case "token-bucket (starter's bean)" -> Ours.bean(Starter.class, this.admit);
			case METERED -> Ours.bean(Starter.Metered.class, this.admit);
			case "all six in turn" -> Ours.mixed(this.admit);
			case "three limits at once" -> Ours.combined(3, this.admit);
			case BUCKET4J -> Peers.bucket4j(this.admit);
			case "Resilience4j" -> Peers.resilience4j(this.admit);
			case "Guava" -> Peers.guava(this.admit);
			default -> Ours.single(this.name, this.admit);
		};
	}

	/** Whether the title contains one of the words; the floor always counts. */
	boolean selected(List<String> words) {
		return words.isEmpty() || equals(FLOOR) || words.stream().anyMatch(title()::contains);
	}

}
