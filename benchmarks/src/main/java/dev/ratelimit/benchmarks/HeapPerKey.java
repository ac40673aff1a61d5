package dev.ratelimit.benchmarks;

/**
 * Prints the heap that a key takes, of a million; the keys' own strings not counted.
 */
final class HeapPerKey {

	private static final int KEYS = 1_000_000;

	private HeapPerKey() {
	}

	public static void main(String[] args) throws InterruptedException {
		Subject subject = Row.of(args[0]).subject();
		String[] keys = new String[KEYS];
		for (int i = 0; i < KEYS; i++) {
			keys[i] = "user-" + i;
		}
		// Loads the classes; one key of a million is not missed
		subject.ask(keys[0]);
		long before = used();
		for (String key : keys) {
			subject.ask(key);
		}
		long after = used();
		System.out.println((after - before) / KEYS);
		// Both must outlive the second measurement
		subject.ask(keys[KEYS - 1]);
	}

	private static long used() throws InterruptedException {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 4; i++) {
			System.gc();
			Thread.sleep(100);
			least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
		}
		return least;
	}

}
