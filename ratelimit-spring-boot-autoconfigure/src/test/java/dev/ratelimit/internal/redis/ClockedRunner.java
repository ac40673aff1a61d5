package dev.ratelimit.internal.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.TimeSource;

/**
 * Runs the scripts, unchanged, with a {@code redis} in which a test's clock stands in for
 * the server's. Expiry follows that clock, too: a key is gone once its time is over.
 *
 * @param runner makes the trips
 * @param time the clock, of which whole microseconds count
 */
record ClockedRunner(ScriptRunner runner, TimeSource time) implements ScriptRunner {

	private static final Map<Script, Script> clocked = new ConcurrentHashMap<>();

	/** Stands before the script; the time is the last argument. */
	static final String CLOCK = """
			local server, micros = redis, tonumber(table.remove(ARGV))
			local expired = {}
			local function due(key)
			  local at = server.call('GET', key .. '@')
			  if at and tonumber(at) <= micros then
			    server.call('DEL', key, key .. '@')
			  end
			end
			for _, key in ipairs(KEYS) do
			  due(key)
			end
			local function expire(key, millis)
			  server.call('SET', key .. '@', string.format('%.0f', micros + tonumber(millis) * 1000))
			end
			local redis = {
			  error_reply = redis.error_reply,
			  call = function(name, key, ...)
			    if name == 'TIME' then
			      return { string.format('%.0f', math.floor(micros / 1000000)),
			          string.format('%.0f', micros % 1000000) }
			    elseif name == 'SET' then
			      local value, px, millis = ...
			      assert(px == 'PX' and tonumber(millis) >= 1)
			      expire(key, millis)
			      return server.call('SET', key, value)
			    elseif name == 'PEXPIRE' then
			      return expire(key, ...)
			    end
			    return server.call(name, key, ...)
			  end
			}
			redis.pcall = redis.call
			""";

	private static Script clocked(Script script) {
		return clocked.computeIfAbsent(script, (plain) -> new Script(CLOCK + plain.text()));
	}

	@Override
	public CompletableFuture<byte[]> runKnown(Script script, byte[][] keys, byte[][] arguments) {
		return settled(this.runner.runKnown(clocked(script), keys, withTime(arguments)));
	}

	@Override
	public CompletableFuture<byte[]> run(Script script, byte[][] keys, byte[][] arguments) {
		return settled(this.runner.run(clocked(script), keys, withTime(arguments)));
	}

	@Override
	public CompletableFuture<Long> remove(byte[][] keys) {
		return this.runner.remove(keys);
	}

	/** Answered already, so that a test's clock does not move meanwhile. */
	private static <T> CompletableFuture<T> settled(CompletableFuture<T> answer) {
		answer.handle((reply, failure) -> true).join();
		return answer;
	}

	private byte[][] withTime(byte[][] arguments) {
		byte[][] all = Arrays.copyOf(arguments, arguments.length + 1);
		all[arguments.length] = String.valueOf(this.time.nanos() / 1000).getBytes(StandardCharsets.US_ASCII);
		return all;
	}

}
