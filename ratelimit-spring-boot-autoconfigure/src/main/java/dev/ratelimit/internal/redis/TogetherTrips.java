package dev.ratelimit.internal.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;

import dev.ratelimit.internal.remote.Batches;

/**
 * Trips of calls under the same limits. Those that travel together are put into runs of
 * equal calls, each of which a script decides in one step.
 *
 * @param runner makes the trips
 * @param limits how many limits there are
 */
record TogetherTrips(ScriptRunner runner, int limits) implements Batches.Carrier<Spending, byte[]> {

	/** Bytes before each answer: the number of calls that it is for. */
	private static final int COUNT = 2;

	@Override
	public CompletableFuture<byte[]> alone(Spending call) {
		return call.alone().send();
	}

	@Override
	public CompletableFuture<Void> together(List<Spending> calls, ObjIntConsumer<byte[]> told) {
		List<CompletableFuture<?>> trips = new ArrayList<>();
		for (List<Run> runs : trips(calls)) {
			trips.add(send(runs).thenAccept((said) -> tell(said, runs, told)));
		}
		return CompletableFuture.allOf(trips.toArray(CompletableFuture[]::new));
	}

	/** One trip for all, but under several limits for each key. */
	private Collection<List<Run>> trips(List<Spending> calls) {
		Map<Object, List<Run>> trips = new LinkedHashMap<>();
		Map<String, Run> last = new HashMap<>();
		for (int i = 0; i < calls.size(); i++) {
			Spending call = calls.get(i);
			Run run = last.get(call.key());
			if (run == null || !run.first.sameAs(call)) {
				run = new Run(call, new ArrayList<>());
				last.put(call.key(), run);
				// With a run that is sent back to ask in another window none that has
				// been charged may go, and no run with one of another script
				boolean apart = LimitArguments.calendar(call.terms()) || call.variant() != calls.get(0).variant();
				Object trip = apart ? i : (this.limits == 1) ? "" : call.key();
				trips.computeIfAbsent(trip, (same) -> new ArrayList<>()).add(run);
			}
			run.calls.add(i);
		}
		return trips.values();
	}

	private CompletableFuture<byte[]> send(List<Run> runs) {
		Spending first = runs.get(0).first;
		return new ScriptTrip<>(this.runner, first.variant().together(), names(runs), first.terms(),
				() -> arguments(runs), new byte[0][], (answer) -> answer)
			.whole();
	}

	private byte[][] names(List<Run> runs) {
		byte[][] one = runs.get(0).first.names();
		return (this.limits > 1) ? one
				: IntStream.range(0, one.length)
					.boxed()
					.flatMap((i) -> runs.stream().map((run) -> run.first.names()[i]))
					.toArray(byte[][]::new);
	}

	private byte[][] arguments(List<Run> runs) {
		List<byte[]> arguments = new ArrayList<>();
		List<byte[][]> terms = runs.stream().map((run) -> run.first.alone().arguments()).toList();
		if (this.limits == 1) {
			// Never those of calls that may block, which are packed anew each time: the
			// script finds the block of a run by the place of its terms
			boolean shared = terms.stream().allMatch((own) -> own[0] == terms.get(0)[0]);
			terms.stream().limit(shared ? 1 : runs.size()).forEach((own) -> arguments.add(own[0]));
			arguments.add(counts(runs));
		}
		else {
			for (int i = 0; i < runs.size(); i++) {
				arguments.addAll(Arrays.asList(terms.get(i)));
				arguments.add(counts(List.of(runs.get(i))));
			}
		}
		return arguments.toArray(byte[][]::new);
	}

	/** Nothing where each run is but one call. */
	private static byte[] counts(List<Run> runs) {
		Packer counts = new Packer();
		boolean single = true;
		for (Run run : runs) {
			single &= run.calls.size() == 1;
			counts.add(run.calls.size(), run.fits());
		}
		return single ? new byte[0] : counts.bytes();
	}

	private void tell(byte[] said, List<Run> runs, ObjIntConsumer<byte[]> told) {
		int at = 0;
		for (Run run : runs) {
			for (int next = 0; next < run.calls.size();) {
				int calls = (said[at] & 0xff) | (said[at + 1] & 0xff) << Byte.SIZE;
				int end = at + COUNT + Reply.WIDTH * this.limits;
				Reply last = new Reply(Arrays.copyOfRange(said, at + COUNT, end));
				for (int i = 1; i <= calls; i++) {
					long after = (calls - i) * run.first.permits();
					told.accept(last.before(run.first.terms(), after), run.calls.get(next++));
				}
				at = end;
			}
		}
	}

	/**
	 * Equal calls.
	 *
	 * @param first one of them
	 * @param calls their positions among all
	 */
	private record Run(Spending first, List<Integer> calls) {

		/** How many of them a quota can hold. */
		long fits() {
			return Math.min(this.calls.size(), this.first.fits());
		}

	}

}
