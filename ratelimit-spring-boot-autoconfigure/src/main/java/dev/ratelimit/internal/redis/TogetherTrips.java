package dev.ratelimit.internal.redis;

import java.nio.charset.StandardCharsets;
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

	/** Before each answer, for how many calls it is. */
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
			runs.forEach((run) -> arguments.add(run.first.alone().arguments()[0]));
			runs.forEach((run) -> run.addTo(arguments));
		}
		else {
			runs.forEach((run) -> {
				arguments.addAll(Arrays.asList(run.first.alone().arguments()));
				run.addTo(arguments);
			});
		}
		return new ScriptTrip<>(this.runner, this.script, keys, arguments.toArray(byte[][]::new), new byte[0][],
				(answer) -> answer)
			.whole();
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

		void addTo(List<byte[]> arguments) {
			arguments.add(text(this.calls.size()));
			arguments.add(text(Math.min(this.calls.size(), this.first.fits())));
		}

		private static byte[] text(long number) {
			return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
		}

	}

}
