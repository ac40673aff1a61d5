package dev.ratelimit.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.ratelimit.requests.Wire;
import dev.ratelimit.requests.Wire.Response;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random paths to an application in which everything answers with its name. That is the
 * name of the limit which must have been asked; what does not lie below an excluded path
 * must have been asked for another one too.
 *
 * @param rules the path of each limit, the excluded one by the name {@code open}, and all
 * but that by the name {@code everything}
 * @param seed chooses the paths
 */
record PathFuzz(Map<String, String> rules, long seed) {

	static final boolean LONG = System.getProperty("fuzz.requests") != null;

	private static final int REQUESTS = Integer.getInteger("fuzz.requests", 1200) / 4;

	private static final Pattern SERVED = Pattern.compile("served by ([a-z]+)");

	static void writeFiles(Path root) throws IOException {
		Files.createDirectories(root.resolve("docs/sub"));
		Files.writeString(root.resolve("docs/secret.txt"), "served by docs");
		Files.writeString(root.resolve("docs/sub/file.txt"), "served by docs");
	}

	/** The limits and rules, under which nothing is refused. */
	List<String> properties() {
		List<String> properties = new ArrayList<>();
		this.rules.forEach((limit, path) -> {
			properties.add("ratelimit.limits.%s.algorithm=fixed-window".formatted(limit));
			properties.add("ratelimit.limits.%s.rate=1000000000/1d".formatted(limit));
			properties.add("ratelimit.web.rules.%s.limits=%<s".formatted(limit));
			properties.add("ratelimit.web.rules.%s.paths=%s".formatted(limit, path));
		});
		properties.add("ratelimit.web.rules.everything.exclude=/public/**");
		return properties;
	}

	/**
	 * Sends requests, and looks which limits were asked.
	 * @param setup the kind of server
	 * @param port of the application
	 * @param request makes the head of a request, without its last line
	 * @param names who must have served any
	 */
	void run(Enum<?> setup, int port, Function<SplittableRandom, String> request, String... names) {
		SplittableRandom random = new SplittableRandom(this.seed + setup.ordinal());
		List<String> mistakes = new ArrayList<>();
		TreeMap<String, Integer> served = new TreeMap<>();
		for (int i = 0; i < REQUESTS; i++) {
			String head = request.apply(random);
			Response response = Wire.send(port, head + "Connection: close\r\n\r\n");
			Matcher name = SERVED.matcher(response.body());
			if (response.status() == 200 && name.find()) {
				served.merge(name.group(1), 1, Integer::sum);
				String asked = String.join(", ", response.header("RateLimit"));
				if (!isAsked(name.group(1), asked)) {
					mistakes.add("request %d of seed %d: %s was %s, but only %s was asked".formatted(i, this.seed,
							head.lines().findFirst().orElse(""), name.group(), asked));
				}
			}
		}
		if (LONG) {
			System.out.printf("%s: %,d paths of seed %d, %d mistakes; served %s%n", setup, REQUESTS, this.seed,
					mistakes.size(), served);
		}
		assertThat(mistakes).isEmpty();
		assertThat(served).containsOnlyKeys(names);
	}

	private static boolean isAsked(String name, String asked) {
		return asked.contains('"' + name + '"') && (name.equals("open") || asked.contains("\"everything\""));
	}

}
