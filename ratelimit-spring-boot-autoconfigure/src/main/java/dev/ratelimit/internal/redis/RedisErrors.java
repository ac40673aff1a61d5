package dev.ratelimit.internal.redis;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.ratelimit.internal.remote.StoreFailure;
import dev.ratelimit.internal.remote.StoreFailure.Extent;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Classifies what goes wrong with Redis.
 */
final class RedisErrors {

	private static final String COMMANDS = "grant its user the commands that docs/redis.md lists, "
			+ "on the keys under ratelimit.redis.key-prefix";

	/** Codes of errors, wherever they stand: what a script runs into is quoted. */
	private static final Map<String, Known> KNOWN = Map.ofEntries(
			Map.entry("WRONGTYPE",
					new Known(Extent.CALL,
							"another program writes to this key; set ratelimit.redis.key-prefix to one's own")),
			Map.entry("OOM",
					new Known(Extent.CALL,
							"Redis is full, and only keys that it holds are counted there; raise its "
									+ "maxmemory, or find what fills it")),
			Map.entry("MISCONF", new Known(Extent.CALL, "Redis cannot save to disk and takes no writes; see its log")),
			Map.entry("NOREPLICAS", new Known(Extent.CALL, "Redis takes no writes without enough replicas")),
			Map.entry("READONLY",
					new Known(Extent.STORE, "this is a replica; connect to the master, or have Sentinel name it")),
			Map.entry("NOPERM", new Known(Extent.STORE, COMMANDS)),
			Map.entry("NOAUTH", new Known(Extent.STORE, "set spring.data.redis.username and password")),
			Map.entry("WRONGPASS", new Known(Extent.STORE, "correct spring.data.redis.username and password")),
			Map.entry("BUSY",
					new Known(Extent.STORE, "a script runs for too long; see SLOWLOG, and end it by SCRIPT KILL")),
			Map.entry("LOADING", new Known(Extent.STORE, "")), Map.entry("MASTERDOWN", new Known(Extent.STORE, "")),
			Map.entry("CLUSTERDOWN", new Known(Extent.STORE, "see CLUSTER INFO")),
			Map.entry("MOVED",
					new Known(Extent.CALL,
							"this server is one of a cluster; set spring.data.redis.cluster.nodes, and " + COMMANDS)),
			Map.entry("TRYAGAIN", new Known(Extent.CALL,
					"the cluster moves the key's slot; wait until it has, or end the move by CLUSTER SETSLOT")));

	private static final Pattern CODE = Pattern.compile("\\b(" + String.join("|", KNOWN.keySet()) + ")\\b");

	/** How scripts are refused a command, up to Redis 7 and from then on. */
	private static final Pattern NOT_ALLOWED = Pattern.compile("user executing the script|ACL failure in script");

	private static final Pattern UNKNOWN = Pattern.compile("(?i)unknown (redis )?command");

	private static final Pattern SHA = Pattern.compile("[0-9a-f]{40}");

	private static final Pattern LINE = Pattern.compile("user_script:(\\d+)");

	private RedisErrors() {
	}

	static StoreFailure failure(@Nullable Throwable failure) {
		Throwable cause = (failure != null) ? NestedExceptionUtils.getMostSpecificCause(failure)
				: new IllegalStateException("no cause");
		String message = String.valueOf(cause.getMessage());
		if (cause instanceof RedisCommandTimeoutException) {
			return new StoreFailure(Extent.STORE, StoreFailure.LATE, message, "");
		}
		if (!(cause instanceof RedisCommandExecutionException)) {
			return new StoreFailure(Extent.CONNECTION, "connection", cause.toString(), "");
		}
		Matcher code = CODE.matcher(message);
		if (code.find()) {
			Known known = KNOWN.getOrDefault(code.group(), Known.OTHER);
			return new StoreFailure(known.extent, code.group(), message, known.remedy);
		}
		if (NOT_ALLOWED.matcher(message).find()) {
			return new StoreFailure(Extent.STORE, "NOPERM", named(message), COMMANDS);
		}
		if (UNKNOWN.matcher(message).find()) {
			return new StoreFailure(Extent.STORE, "unknown", named(message),
					"this server lacks a command that docs/redis.md lists, or has renamed it");
		}
		return new StoreFailure(Extent.CALL, "other", message, "");
	}

	/** Redis tells the script and its line, but not the command. */
	private static String named(String message) {
		Matcher sha = SHA.matcher(message);
		Matcher line = LINE.matcher(message);
		String command = (sha.find() && line.find()) ? Script.command(sha.group(), Integer.parseInt(line.group(1)))
				: null;
		return (command != null) ? "%s: %s".formatted(command, message) : message;
	}

	/**
	 * What a code means.
	 *
	 * @param extent what else Redis cannot decide
	 * @param remedy what to do about it
	 */
	private record Known(Extent extent, String remedy) {

		static final Known OTHER = new Known(Extent.CALL, "");

	}

}
