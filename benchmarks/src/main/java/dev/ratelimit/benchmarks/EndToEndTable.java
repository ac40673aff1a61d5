package dev.ratelimit.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import dev.ratelimit.benchmarks.Server.Load;

/**
 * Loads one endpoint, plain and limited, in turns, beginning with another one each round.
 * All servers run all the time, and each round is compared with its own plain one, so
 * that what the machine does besides hits all alike; the median round counts. All are
 * started several times: what the compiler makes of the same code differs by several
 * hundredths from one JVM to the next, and takes a while.
 */
final class EndToEndTable {

	private static final int WARM_UP_SECONDS = 20;

	private static final int SECONDS = 4;

	private final int starts;

	private final int rounds;

	private final Map<Endpoint, List<Load>> loads = new EnumMap<>(Endpoint.class);

	/**
	 * A table.
	 * @param starts how often each server is started
	 * @param rounds how often it is loaded each time
	 */
	EndToEndTable(int starts, int rounds) {
		this.starts = starts;
		this.rounds = rounds;
	}

	void print(Goals goals) throws IOException, InterruptedException {
		for (int start = 1; start <= this.starts; start++) {
			System.err.printf("end to end, start %d of %d%n", start, this.starts);
			load();
		}
		Benchmarks.head(List.of("end to end", "requests/s", "of plain", "server CPU a request, us", "of plain"));
		for (Endpoint endpoint : Endpoint.values()) {
			Benchmarks.row(List.of(endpoint.title(), "%.0f".formatted(median(endpoint, Load::requestsPerSecond)),
					"%.2f".formatted(ratio(endpoint, endpoint.plain(), Load::requestsPerSecond)),
					"%.1f".formatted(median(endpoint, Load::cpuMicros)),
					"%.2f".formatted(ratio(endpoint, endpoint.plain(), Load::cpuMicros))));
		}
		for (Endpoint silent : List.of(Endpoint.SILENT, Endpoint.REACTIVE_SILENT)) {
			ofPlain(goals, silent);
		}
		for (Endpoint ours : List.of(Endpoint.FILTER, Endpoint.ANNOTATION)) {
			ofPlain(goals, ours);
			ofHeaders(goals, ours, Endpoint.HEADERS);
			for (Endpoint peer : List.of(Endpoint.BUCKET4J, Endpoint.RESILIENCE4J)) {
				ofPeer(goals, ours, peer);
			}
		}
		ofPlain(goals, Endpoint.REACTIVE_FILTER);
		ofHeaders(goals, Endpoint.REACTIVE_FILTER, Endpoint.REACTIVE_HEADERS);
		ofPeer(goals, Endpoint.REACTIVE_FILTER, Endpoint.REACTIVE_BUCKET4J);
	}

	private void load() throws IOException, InterruptedException {
		List<Server> servers = new ArrayList<>();
		try {
			for (Endpoint endpoint : Endpoint.values()) {
				servers.add(new Server(endpoint));
			}
			for (Server server : servers) {
				System.err.println("warming up: " + server.endpoint().title());
				server.load(WARM_UP_SECONDS);
			}
			for (int round = 1; round <= this.rounds; round++) {
				System.err.printf("end to end, round %d of %d%n", round, this.rounds);
				for (Server server : servers) {
					this.loads.computeIfAbsent(server.endpoint(), (endpoint) -> new ArrayList<>())
						.add(server.load(SECONDS));
				}
				Collections.rotate(servers, 1);
			}
		}
		finally {
			servers.forEach(Server::close);
		}
	}

	private void ofPlain(Goals goals, Endpoint ours) {
		goals.atLeast("requests/s, %s, of the plain endpoint's".formatted(ours.title()), 0.97,
				ratio(ours, ours.plain(), Load::requestsPerSecond));
	}

	private void ofHeaders(Goals goals, Endpoint ours, Endpoint headers) {
		goals.atLeast("requests/s, %s, of those with two constant headers".formatted(ours.title()), 0.97,
				ratio(ours, headers, Load::requestsPerSecond));
	}

	private void ofPeer(Goals goals, Endpoint ours, Endpoint peer) {
		goals.atLeast("requests/s, %s, of %s's".formatted(ours.title(), peer.title()), 1,
				ratio(ours, peer, Load::requestsPerSecond));
	}

	private double median(Endpoint endpoint, ToDoubleFunction<Load> figure) {
		return Benchmarks.median(loads(endpoint).stream().mapToDouble(figure));
	}

	/** The median of the rounds' ratios. */
	private double ratio(Endpoint endpoint, Endpoint of, ToDoubleFunction<Load> figure) {
		return Benchmarks.median(IntStream.range(0, this.starts * this.rounds)
			.mapToDouble((round) -> figure.applyAsDouble(loads(endpoint).get(round))
					/ figure.applyAsDouble(loads(of).get(round))));
	}

	private List<Load> loads(Endpoint endpoint) {
		return this.loads.getOrDefault(endpoint, List.of());
	}

}
