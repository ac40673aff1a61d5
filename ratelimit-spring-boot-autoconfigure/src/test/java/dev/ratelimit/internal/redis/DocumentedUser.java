package dev.ratelimit.internal.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The user in Redis that the documentation describes.
 */
final class DocumentedUser {

	static final String NAME = "ratelimit";

	static final String PASSWORD = "secret";

	private static final Path PAGE = Path.of("../docs/redis.md");

	private DocumentedUser() {
	}

	/** What the user is allowed in any Redis. */
	static String rules() {
		return found("ACL SETUSER ratelimit (.*)").replace("on >secret ", "").replaceAll("~\\S+", "~ratelimit:*");
	}

	/** What it is allowed in a cluster besides. */
	static String inACluster() {
		return found("In a cluster also `([^`]+)`");
	}

	/** What it is allowed of a static master and replicas besides. */
	static String ofMasterAndReplicas() {
		return found("static master and replicas `([^`]+)`");
	}

	private static String found(String pattern) {
		try {
			Matcher found = Pattern.compile(pattern).matcher(Files.readString(PAGE));
			if (!found.find()) {
				throw new IllegalStateException("Nothing like %s in %s".formatted(pattern, PAGE));
			}
			return found.group(1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Makes the user, or makes it anew. */
	static void make(RedisServer server, String rules) {
		server.command(Stream.concat(Stream.of("ACL", "SETUSER", NAME, "reset"), Stream.of(rules.split(" ")))
			.toArray(String[]::new));
		server.command("ACL", "SETUSER", NAME, "on", ">" + PASSWORD);
	}

}
