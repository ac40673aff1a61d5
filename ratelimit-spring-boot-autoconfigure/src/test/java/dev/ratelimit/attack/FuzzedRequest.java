package dev.ratelimit.attack;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;

import org.jspecify.annotations.Nullable;

/**
 * A request at random, near to what the application understands.
 *
 * @param client who sends it
 * @param key what it has as X-Key, as the server should read it; null if nothing usable
 * @param cost what its X-Cost asks for
 * @param text the whole request
 */
record FuzzedRequest(FuzzedClient client, @Nullable String key, long cost, String text) {

	private static final String[] PATHS = { "/api/a/b", "/api", "/users/", "/key", "/cost", "/login", "/login", "/get",
			"/open/x", "/annotated/1", "/search", "/other", "/" };

	private static final String[] METHODS = { "GET", "GET", "GET", "GET", "GET", "GET", "POST", "POST", "POST", "POST",
			"POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "PREFLIGHT", "TRACE", "get", "Post", "PROPFIND", "FOO",
			"G-E.T", "CONNECT" };

	private static final String[] SEGMENTS = { "/.", "/%2e", "/%2E/", "/x/..", "/x/%2e%2e", "/..", "/..;/", "/.;a=b",
			"/;", ";x=y", ";", ";a=b;c=d", ";a=b,c", "//", "///", "/", "%2f", "%2F", "%5c", "\\", "%00", "%", "%zz",
			"%u002f", "%c0%af", "%25", "%252e", "%252f", "\u00e9", "%C3%A9", "%E9", "\t", "%09", "%0d%0aX-A:b", "?",
			"#", "*", "{id}", "|", "^", "\"", "+", "%20", "..%2f", "\u00ff\u00fe", "%ef%bf%bd", "%e2%80%ae", "&" };

	private static final String[] COSTS = { "1", "2", "3", " 2 ", "+3", "-1", "-99999999999999999999",
			"99999999999999999999", "9223372036854775807", "1e3", "NaN", "0x2", "2.0", "", "two", "1,1" };

	static FuzzedRequest next(SplittableRandom random, String id, String prefix, boolean forwarded) {
		FuzzedClient client = FuzzedClient.next(random, forwarded);
		StringBuilder head = new StringBuilder();
		String method = METHODS[random.nextInt(METHODS.length)];
		boolean preflight = method.equals("PREFLIGHT");
		head.append(preflight ? "OPTIONS" : method).append(' ').append(target(random, prefix)).append(" HTTP/1.1\r\n");
		head.append("Host: localhost\r\nConnection: close\r\nX-Id: ").append(id).append("\r\n");
		if (preflight || random.nextInt(8) == 0) {
			head.append("Origin: https://shop.example\r\n");
		}
		if (preflight || random.nextInt(20) == 0) {
			head.append("Access-Control-Request-Method: GET\r\n");
		}
		for (String line : client.lines()) {
			head.append(random.nextBoolean() ? name(forwarded) : name(forwarded).toLowerCase(Locale.ROOT));
			head.append(": ").append(line).append("\r\n");
		}
		// The header that is not to be read
		head.append(forwarded ? "X-Forwarded-For: 198.51.100.1\r\n" : "Forwarded: for=198.51.100.1\r\n");
		String key = key(random, head);
		String cost = COSTS[random.nextInt(COSTS.length)];
		head.append("X-Cost: ").append(cost).append("\r\n");
		noise(random, head);
		String body = method.equals("POST") && random.nextBoolean()
				? ("q=" + word(random) + "&_method=" + METHODS[random.nextInt(METHODS.length)]) : "";
		if (!body.isEmpty()) {
			head.append("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ");
			head.append(body.length()).append("\r\n");
		}
		return new FuzzedRequest(client, key, cost(cost.trim()), head + "\r\n" + body);
	}

	private static String name(boolean forwarded) {
		return forwarded ? "Forwarded" : "X-Forwarded-For";
	}

	/** What the words say, read without the limiter's means. */
	private static long cost(String text) {
		return switch (text) {
			case "1" -> 1;
			case "3", "+3" -> 3;
			case "99999999999999999999", "9223372036854775807" -> Long.MAX_VALUE;
			// Two, and the whole quota, which is what cannot be read costs
			default -> FuzzedApplication.QUOTA;
		};
	}

	/** Writes X-Key, or not; returns what the first one says. */
	private static @Nullable String key(SplittableRandom random, StringBuilder head) {
		String[] lines = new String[random.nextInt(3)];
		for (int i = 0; i < lines.length; i++) {
			lines[i] = switch (random.nextInt(8)) {
				case 0 -> "";
				case 1 -> "k".repeat(1020 + random.nextInt(10));
				case 2 -> "x".repeat(5000);
				case 3 -> Trap.PAYLOADS[random.nextInt(Trap.PAYLOADS.length)];
				case 4 -> "\u00e9\u00ff{}%*\\\":" + random.nextInt(3);
				case 5 -> "a, b";
				default -> "key-" + random.nextInt(3);
			};
			head.append(random.nextBoolean() ? "X-Key: " : "x-key:").append(lines[i]).append("\r\n");
		}
		return (lines.length == 0 || lines[0].isEmpty()) ? null : lines[0];
	}

	private static void noise(SplittableRandom random, StringBuilder head) {
		String[] names = { "User-Agent", "Accept", "Accept-Language", "Cookie", "Referer", "X-Forwarded-Host",
				"X-Real-IP", "X-HTTP-Method-Override", "Authorization", "Content-Type", "X-Original-URL" };
		for (int i = random.nextInt(3); i > 0; i--) {
			head.append(names[random.nextInt(names.length)]).append(": ").append(word(random)).append("\r\n");
		}
		if (random.nextInt(40) == 0) {
			head.append("X-Long: ").append("y".repeat(random.nextInt(9000))).append("\r\n");
		}
	}

	private static String target(SplittableRandom random, String prefix) {
		String path = PATHS[random.nextInt(PATHS.length)];
		if (path.equals("/users/")) {
			path += random.nextBoolean() ? "user-" + random.nextInt(3) : encoded(word(random));
		}
		StringBuilder target = mutated((random.nextInt(15) > 0 ? prefix : "") + path, random.nextInt(3), random);
		if (random.nextInt(100) == 0) {
			target.append("/z".repeat(random.nextInt(5000)));
		}
		if (random.nextInt(30) == 0) {
			target.insert(0, "http://localhost");
		}
		switch (random.nextInt(6)) {
			case 0 -> target.append("?q=").append(encoded(word(random)));
			case 1 -> target.append("?q=w").append(random.nextInt(3)).append("&q=other");
			case 2 -> target.append("?q=%zz&q");
			default -> {
			}
		}
		return target.toString();
	}

	/** A path, changed here and there. */
	static StringBuilder mutated(String path, int times, SplittableRandom random) {
		StringBuilder target = new StringBuilder(path);
		for (int i = 0; i < times; i++) {
			mutate(random, target);
		}
		return target;
	}

	private static void mutate(SplittableRandom random, StringBuilder target) {
		int at = random.nextInt(target.length() + 1);
		switch (random.nextInt(5)) {
			case 0 -> {
				if (at < target.length()) {
					String hex = "%" + "%02x".formatted((int) target.charAt(at));
					target.replace(at, at + 1, random.nextBoolean() ? hex : hex.toUpperCase(Locale.ROOT));
				}
			}
			case 1 -> {
				if (at < target.length()) {
					char c = target.charAt(at);
					target.setCharAt(at, Character.isLowerCase(c) ? Character.toUpperCase(c) : c);
				}
			}
			case 2 -> {
				// Where segments begin and end is where most can go wrong
				int slash = target.indexOf("/", at);
				target.insert(slash < 0 ? target.length() : slash, SEGMENTS[random.nextInt(SEGMENTS.length)]);
			}
			case 3 -> target.append(SEGMENTS[random.nextInt(SEGMENTS.length)]);
			default -> target.insert(at, SEGMENTS[random.nextInt(SEGMENTS.length)]);
		}
	}

	private static String word(SplittableRandom random) {
		return switch (random.nextInt(5)) {
			case 0, 1 -> Trap.PAYLOADS[random.nextInt(Trap.PAYLOADS.length)];
			case 2 -> "";
			case 3 -> "w" + random.nextInt(10);
			default -> "w".repeat(random.nextInt(2000));
		};
	}

	private static String encoded(String text) {
		StringBuilder encoded = new StringBuilder();
		for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
			encoded.append(Character.isLetterOrDigit(b) ? String.valueOf((char) b) : "%%%02X".formatted(b & 255));
		}
		return encoded.toString();
	}

}
