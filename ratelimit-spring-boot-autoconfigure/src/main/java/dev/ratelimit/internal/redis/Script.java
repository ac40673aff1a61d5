package dev.ratelimit.internal.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A script for calls under limits of some algorithms. An algorithm's file has sections,
 * each begun by a line {@code --- name}; the frame in which they are put together has
 * such lines where they belong. So no call defines a function, or runs what it does not
 * use.
 *
 * @param text the source
 * @param sha its name in Redis
 */
record Script(String text, String sha) {

	/** Ends the name of an algorithm under whose limit keys may be blocked. */
	static final String BLOCKING = ".block";

	private static final String SECTION = "--- ";

	private static final Pattern CALL = Pattern.compile("(?:call|try)\\('([A-Z]+)'");

	/** Once for all limiters of the same algorithms. */
	private static final Map<List<String>, Script> ASSEMBLED = new ConcurrentHashMap<>();

	private static final Map<List<String>, Script> TOGETHER = new ConcurrentHashMap<>();

	Script(String text) {
		this(text, sha(text));
	}

	/**
	 * Puts a script together.
	 * @param algorithms the names of the algorithms' files, one per limit, in order
	 * @return the script
	 */
	static Script of(List<String> algorithms) {
		return ASSEMBLED.computeIfAbsent(algorithms, (names) -> assembled(names, "", Map.of()));
	}

	/**
	 * Puts a script together for calls that travel together.
	 * @param algorithms the names of the algorithms' files, one per limit, in order
	 * @return the script
	 */
	static Script together(List<String> algorithms) {
		return TOGETHER.computeIfAbsent(algorithms, (names) -> assembled(names, "together", sections("fit")));
	}

	private static Script assembled(List<String> algorithms, String frame, Map<String, String> more) {
		Map<String, String> sections = new HashMap<>(more);
		if (algorithms.size() == 1) {
			sections.putAll(sections(algorithms.get(0)));
			return new Script(file("prelude") + filled(file(frame.isEmpty() ? "one" : frame), sections));
		}
		sections.put("limits", among(algorithms, more));
		algorithms.stream()
			.filter((algorithm) -> algorithm.endsWith(BLOCKING))
			.forEach((algorithm) -> sections.put("begun", sections(algorithm).get("begun")));
		sections.put("count", "local limits = %d\n".formatted(algorithms.size()));
		return new Script(file("prelude") + filled(file(frame.isEmpty() ? "several" : "several-" + frame), sections));
	}

	/**
	 * The command that a line of an assembled script calls.
	 * @param sha the script's name in Redis
	 * @param line the line, from 1
	 * @return the command; null if it is not known
	 */
	static @Nullable String command(String sha, int line) {
		return Stream.concat(ASSEMBLED.values().stream(), TOGETHER.values().stream())
			.filter((script) -> script.sha.equals(sha))
			.flatMap((script) -> script.text.lines().skip(line - 1L).limit(1))
			.map(CALL::matcher)
			.filter(Matcher::find)
			.map((call) -> call.group(1))
			.findFirst()
			.orElse(null);
	}

	private static String among(List<String> algorithms, Map<String, String> more) {
		StringBuilder text = new StringBuilder();
		for (String algorithm : new TreeSet<>(algorithms)) {
			String whose = IntStream.range(0, algorithms.size())
				.filter((i) -> algorithms.get(i).equals(algorithm))
				.mapToObj((i) -> "i == " + (i + 1))
				.collect(Collectors.joining(" or "));
			text.append(text.isEmpty() ? "if " : "elseif ").append(whose).append(" then\n");
			Map<String, String> sections = new HashMap<>(more);
			sections.putAll(sections(algorithm));
			text.append(filled(file("among"), sections));
		}
		return text.append("end\n").toString();
	}

	private static Map<String, String> sections(String algorithm) {
		Map<String, String> sections = new HashMap<>();
		if (algorithm.endsWith(BLOCKING)) {
			read(algorithm.substring(0, algorithm.length() - BLOCKING.length()), sections);
			read("block", sections);
			sections.put("refuse", "if block_rest == 0 then\n%s%send\n".formatted(sections.getOrDefault("refuse", ""),
					sections.getOrDefault("begin", "")));
		}
		else {
			read(algorithm, sections);
		}
		sections.put("decide", filled(file("decide"), sections));
		return sections;
	}

	private static void read(String algorithm, Map<String, String> sections) {
		String name = "";
		for (String line : file(algorithm).lines().toList()) {
			if (line.startsWith(SECTION)) {
				name = line.substring(SECTION.length());
			}
			else {
				sections.merge(name, line + "\n", String::concat);
			}
		}
	}

	private static String filled(String frame, Map<String, String> sections) {
		return frame.lines().flatMap((line) -> {
			String text = line.strip();
			return text.startsWith(SECTION) ? Stream.of(sections.getOrDefault(text.substring(SECTION.length()), ""))
					: Stream.of(line + "\n");
		}).collect(Collectors.joining());
	}

	/**
	 * A script that stands alone.
	 * @param name the name of its file
	 * @return the script
	 */
	static Script named(String name) {
		return ASSEMBLED.computeIfAbsent(List.of(name), (names) -> new Script(file(name)));
	}

	private static String file(String name) {
		try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
			if (in == null) {
				throw new IllegalStateException("Missing resource %s.lua beside %s".formatted(name, Script.class));
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String sha(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
