package dev.ratelimit.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import dev.ratelimit.benchmarks.Server.Load;

/**
 * Loads one endpoint, plain and limited, in turns. All servers run all the time, and each
 * round is compared with its own plain one, so that what the machine does besides hits
 * all alike; the median round counts.
 */
final class EndToEndTable {

	private static final int WARM_UP_SECONDS = 12;

	private static final int SECONDS = 5;

	private final int rounds;

	private final Map<Endpoint, List<Load>> loads = new EnumMap<>(Endpoint.class);

	EndToEndTable(int rounds) {
		this.rounds = rounds;
	}

	void print() throws IOException, InterruptedException {
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
			}
		}
		finally {
			servers.forEach(Server::close);
		}
		Benchmarks.head(List.of("end to end", "requests/s", "of plain", "server CPU a request, us", "of plain"));
		for (Endpoint endpoint : Endpoint.values()) {
			Benchmarks.row(List.of(endpoint.title(), "%.0f".formatted(median(endpoint, Load::requestsPerSecond, false)),
					"%.2f".formatted(median(endpoint, Load::requestsPerSecond, true)),
					"%.1f".formatted(median(endpoint, Load::cpuMicros, false)),
					"%.2f".formatted(median(endpoint, Load::cpuMicros, true))));
		}
	}

	private double median(Endpoint endpoint, ToDoubleFunction<Load> figure, boolean ofPlain) {
		List<Double> rounds = new ArrayList<>();
		for (int round = 0; round < this.rounds; round++) {
			double plain = ofPlain ? figure.applyAsDouble(this.loads.get(Endpoint.PLAIN).get(round)) : 1;
			rounds.add(figure.applyAsDouble(this.loads.get(endpoint).get(round)) / plain);
		}
		rounds.sort(null);
		return rounds.get(rounds.size() / 2);
	}

}
