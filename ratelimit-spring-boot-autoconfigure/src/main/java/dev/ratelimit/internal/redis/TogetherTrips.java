package dev.ratelimit.internal.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.internal.remote.Batches;

/**
 * Trips of calls under the same limits. Those that travel together are put into runs of
 * equal calls, each of which a script decides in one step.
 *
 * @param runner makes the trips
 * @param script decides runs
 * @param limits how many limits there are
 */
record TogetherTrips(ScriptRunner runner, Script script, int limits) implements Batches.Carrier<Spending, byte[]> {

	/** Bytes before each answer: the number of calls that it is for. */
	private static final int COUNT = 2;

	@Override
	public CompletableFuture<byte[]> alone(Spending call) {
		return call.alone().send();
	}

	@Override
	public CompletableFuture<List<byte[]>> together(List<Spending> calls) {
		byte[][] answers = new byte[calls.size()][];
		List<CompletableFuture<?>> trips = new ArrayList<>();
		for (List<Run> runs : trips(calls)) {
			trips.add(send(runs).thenAccept((said) -> tell(said, runs, answers)));
		}
		return CompletableFuture.allOf(trips.toArray(CompletableFuture[]::new)).thenApply((all) -> List.of(answers));
	}

	/** One trip for all, but under several limits for each key. */
	private Collection<List<Run>> trips(List<Spending> calls) {
		Map<String, List<Run>> trips = new LinkedHashMap<>();
		Map<String, Run> last = new HashMap<>();
		for (int i = 0; i < calls.size(); i++) {
			Spending call = calls.get(i);
			Run run = last.get(call.key());
			if (run == null || !run.first.sameAs(call)) {
				run = new Run(call, new ArrayList<>());
				last.put(call.key(), run);
				trips.computeIfAbsent((this.limits == 1) ? "" : call.key(), (key) -> new ArrayList<>()).add(run);
			}
			run.calls.add(i);
		}
		return trips.values();
	}

	private CompletableFuture<byte[]> send(List<Run> runs) {
		byte[][] keys = runs.get(0).first.names();
		List<byte[]> arguments = new ArrayList<>();
		if (this.limits == 1) {
			keys = runs.stream().map((run) -> run.first.names()[0]).toArray(byte[][]::new);
			boolean shared = runs.stream().allMatch((run) -> run.terms()[0] == runs.get(0).terms()[0]);
			runs.stream().limit(shared ? 1 : runs.size()).forEach((run) -> arguments.add(run.terms()[0]));
			arguments.add(counts(runs));
		}
		else {
			runs.forEach((run) -> {
				arguments.addAll(Arrays.asList(run.terms()));
				arguments.add(counts(List.of(run)));
			});
		}
		byte[][] all = arguments.toArray(byte[][]::new);
		return new ScriptTrip<>(this.runner, this.script, keys, ScriptTrip.NO_TERMS, () -> all, new byte[0][],
				(answer) -> answer)
			.whole();
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

	private void tell(byte[] said, List<Run> runs, byte[][] answers) {
		int at = 0;
		for (Run run : runs) {
			for (int told = 0; told < run.calls.size();) {
				int calls = (said[at] & 0xff) | (said[at + 1] & 0xff) << Byte.SIZE;
				int end = at + COUNT + Reply.WIDTH * this.limits;
				Reply last = new Reply(Arrays.copyOfRange(said, at + COUNT, end));
				for (int i = 1; i <= calls; i++) {
					answers[run.calls.get(told++)] = last.before(run.first.terms(), (calls - i) * run.first.permits());
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

		byte[][] terms() {
			return this.first.alone().arguments();
		}

		/** How many of them a quota can hold. */
		long fits() {
			return Math.min(this.calls.size(), this.first.fits());
		}

	}

}
