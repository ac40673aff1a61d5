package dev.ratelimit.attack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.attack.FuzzedApplication.Visit;
import dev.ratelimit.requests.Wire;
import dev.ratelimit.requests.Wire.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random requests to real servers, each sent to the same application without limits too.
 * Which handler that one calls, with which key, says what the limited one must count;
 * whose quota is at stake follows from how the request was made. So many permits as the
 * quota has, not one more nor less, for every client and key.
 */
@ExtendWith(QuietLog.class)
class WebFuzzTests {

	private static final int REQUESTS = Integer.getInteger("fuzz.requests", 600);

	private static final long SEED = Long.getLong("fuzz.seed", 20261121);

	/** Limits whose key is the client's address whatever the request. */
	private static final Set<String> BY_CLIENT = Set.of("api", "cost", "login", "read", "annotated");

	/** Encoded so that nobody can read it. */
	private static final Pattern BROKEN = Pattern.compile("%(?![0-9A-Fa-f]{2})");

	private static final Pattern FIELD = Pattern.compile("\"([a-z]+)\";r=(\\d+)(?:;t=\\d+)?");

	private final Map<String, Long> spent = new HashMap<>();

	private final Set<String> seen = new HashSet<>();

	private final Map<Integer, Integer> statuses = new TreeMap<>();

	private int counted;

	@ParameterizedTest
	@MethodSource("dev.ratelimit.attack.FuzzedServer#tried")
	void nothingThatASocketCanSayMakesItCountWrongly(FuzzedServer server) {
		SplittableRandom random = new SplittableRandom(SEED + server.ordinal());
		try (ConfigurableApplicationContext open = server.start(false);
				ConfigurableApplicationContext limited = server.start(true)) {
			List<String> mistakes = new ArrayList<>();
			int sprung = Trap.SPRUNG.get();
			for (int i = 0; i < REQUESTS; i++) {
				FuzzedRequest request = FuzzedRequest.next(random, "id-" + i, server.prefix, server.forwarded);
				if (!server.answers(request)) {
					continue;
				}
				try {
					if (!check(request, exchange(open, request, "id-" + i), exchange(limited, request, "id-" + i))) {
						limited.getBean(ManualTimeSource.class).advance(Duration.ofDays(3));
						this.spent.clear();
					}
				}
				catch (AssertionError ex) {
					mistakes
						.add("request %d of seed %d: %s%n%.600s".formatted(i, SEED, ex.getMessage(), request.text()));
				}
			}
			if (PathFuzz.LONG) {
				System.out.printf("%s: %,d requests of seed %d, %,d of them counted, %d mistakes; by status %s%n",
						server, REQUESTS, SEED, this.counted, mistakes.size(), this.statuses);
			}
			assertThat(mistakes).as("mistakes").isEmpty();
			assertThat(Trap.SPRUNG).as("payloads evaluated").hasValue(sprung);
			assertThat(this.seen).as("what was hit")
				.contains("ran api", "ran users", "ran keyed", "ran cost", "ran login", "ran read", "ran annotated",
						"ran search", "refused api", "refused cost", "open", "form", "none");
		}
	}

	private static Exchange exchange(ConfigurableApplicationContext context, FuzzedRequest request, String id) {
		int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		Response response = Wire.send(port, request.text());
		return new Exchange(response, context.getBean(FuzzedApplication.class).visits.remove(id));
	}

	/**
	 * Whether it is known whose quota was spent: it is not where a path counts although
	 * MVC has no handler for it, as for others than MVC it may mean the same.
	 */
	private boolean check(FuzzedRequest request, Exchange open, Exchange limited) {
		Visit visit = open.visit;
		this.statuses.merge(limited.response.status(), 1, Integer::sum);
		String field = String.join(" & ", limited.response.header("RateLimit"));
		Matcher matcher = FIELD.matcher(field);
		String limit = matcher.matches() ? matcher.group(1) : null;
		assertThat(field.isEmpty() || limit != null).as("RateLimit: %s", field).isTrue();
		if (limited.response.status() == 400 && open.response.status() != 400) {
			// Told before anything is spent, as Tomcat tells only the first who reads it
			assertThat(BROKEN.matcher(request.text()).find()).as("unreadable").isTrue();
			assertThat(limit).as("limit of what cannot be read").isNull();
			return true;
		}
		if (limited.response.status() != 429) {
			assertThat(limited.response.status()).as("status").isEqualTo(open.response.status());
			assertThat(comparable(limited.visit, visit)).as("handler").isEqualTo(visit);
		}
		else {
			assertThat(limited.visit).as("handler of a refused request").isNull();
			refused(limited.response);
		}
		if (visit != null) {
			assertThat(limit).as("limit of %s", visit).isEqualTo(visit.limit());
		}
		this.seen.add((visit == null) ? "none"
				: (visit.limit() == null) ? visit.handler() : ((limited.visit != null) ? "ran " : "refused ") + limit);
		if (limit != null) {
			this.counted++;
			if (visit == null && !BY_CLIENT.contains(limit)) {
				return false;
			}
			count(limit, key(request, visit), limit.equals("cost") ? request.cost() : 1, limited.response,
					Long.parseLong(matcher.group(2)));
		}
		return true;
	}

	/**
	 * Tomcat tells of a broken form once, to the rule's key if there is one; the handler
	 * then reads what could be read.
	 */
	private static @Nullable Visit comparable(@Nullable Visit limited, @Nullable Visit open) {
		return (limited != null && open != null && open.key() == null && open.handler().equals("search"))
				? new Visit(limited.handler(), limited.limit(), null) : limited;
	}

	/** Whose quota it is. */
	private static String key(FuzzedRequest request, @Nullable Visit visit) {
		String key = (visit == null) ? null : visit.handler().equals("key") ? request.key() : visit.key();
		return (key != null) ? "key " + key : "client " + request.client().quota();
	}

	private void count(String limit, String key, long cost, Response response, long remaining) {
		long before = this.spent.getOrDefault(limit + " " + key, 0L);
		boolean refused = cost > FuzzedApplication.QUOTA - before;
		long after = refused ? before : before + cost;
		// As the server says: one mistake is reported once
		this.spent.put(limit + " " + key, FuzzedApplication.QUOTA - remaining);
		assertThat(response.status() == 429).as("refused, of %d after %d of %s by %s", cost, before, limit, key)
			.isEqualTo(refused);
		assertThat(remaining).as("left of %s to %s", limit, key).isEqualTo(FuzzedApplication.QUOTA - after);
	}

	private static void refused(Response response) {
		assertThat(response.header("Retry-After")).hasSize(1).allMatch((seconds) -> seconds.matches("[1-9]\\d*"));
		assertThat(response.header("Content-Type")).containsExactly("application/problem+json");
		if (!response.body().isEmpty()) {
			JsonNode problem = JsonMapper.shared().readTree(response.body());
			assertThat(problem.get("status").asInt()).isEqualTo(429);
			assertThat(problem.get("violated-policies").size()).isEqualTo(1);
		}
	}

	/** What became of a request. */
	private record Exchange(Response response, @Nullable Visit visit) {

	}

}
