package dev.ratelimit.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.redis.Node.Calls;
import dev.ratelimit.redis.TcpProxy.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes wrong with one server or the way to it. In each case: how long the longest
 * call took, how soon all is normal again, and what was admitted meanwhile.
 */
@Timeout(60)
@Tag("timed")
class FaultTests {

	/** The time-out, and what a busy machine may add before a thread runs again. */
	private static final Duration LONGEST = Node.TIMEOUT.plusMillis(200);

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final Limit LIMIT = Limit.of("api", Algorithm.FIXED_WINDOW, "3/1h");

	private RedisServer server;

	private TcpProxy proxy;

	@BeforeEach
	void start() throws Exception {
		this.server = RedisServer.start();
		this.proxy = new TcpProxy(this.server.port());
	}

	@AfterEach
	void end() throws Exception {
		this.proxy.close();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void aBlackHole(OnFailure onFailure) {
		outage(onFailure, () -> this.proxy.set(Fault.BLACK_HOLE), () -> this.proxy.set(Fault.NONE));
	}

	@Test
	void connectionsThatAreRefused() {
		outage(OnFailure.LOCAL, () -> this.proxy.set(Fault.REFUSE), () -> this.proxy.set(Fault.NONE));
	}

	@Test
	void answersThatComeTooLate() {
		outage(OnFailure.LOCAL, () -> this.proxy.delay(400), () -> this.proxy.delay(0));
	}

	@Test
	void aServerThatStandsStill() {
		outage(OnFailure.DENY, this.server::stop, this.server::resume);
	}

	@Test
	void aRestartWithEverythingLost() {
		outage(OnFailure.LOCAL, this.server::kill, this.server::restart);
	}

	@Test
	void aServerThatIsFull() {
		outage(OnFailure.LOCAL, () -> configure("maxmemory", "1"), () -> configure("maxmemory", "0"));
	}

	@Test
	void aServerThatHasBecomeAReadOnlyReplica() {
		outage(OnFailure.DENY, () -> this.server.command("REPLICAOF", "127.0.0.1", "1"),
				() -> this.server.command("REPLICAOF", "NO", "ONE"));
	}

	private void configure(String name, String value) {
		this.server.command("CONFIG", "SET", name, value);
	}

	private void outage(OnFailure onFailure, Runnable breaks, Runnable heals) {
		try (Node node = Node.on(this.proxy.port(), onFailure, LIMIT)) {
			Calls before = node.callUntil("api", (calls) -> calls.count.get() == 200, SOON);
			assertThat(before.degraded).isZero();
			assertThat(before.admitted).isEqualTo(150);
			breaks.run();
			Calls during = node.callUntil("api", (calls) -> calls.count.get() == 300, SOON);
			assertThat(during.last.degraded()).isTrue();
			assertThat(node.registry.degraded()).isTrue();
			assertThat(node.registry.failures()).isGreaterThanOrEqualTo(during.degraded);
			assertThat(during.longest()).isLessThan(LONGEST);
			switch (onFailure) {
				case LOCAL -> assertThat(during.admitted).isEqualTo(150);
				case ALLOW -> assertThat(during.admitted).isEqualTo(during.degraded);
				case DENY -> assertThat(during.admitted).isZero();
			}
			heals.run();
			Calls after = node.callUntil("api", (calls) -> !calls.last.degraded(), SOON);
			assertThat(after.longest()).isLessThan(LONGEST);
			assertThat(TimeUnit.NANOSECONDS.toMillis(after.taken)).isLessThan(2_500);
			assertThat(node.registry.degraded()).isFalse();
		}
	}

	@Test
	void scriptsThatWereFlushedAreSentAgain() {
		try (Node node = Node.on(this.proxy.port(), OnFailure.DENY, LIMIT)) {
			assertThat(node.get("api").tryAcquire("key").remaining()).isEqualTo(2);
			this.server.command("SCRIPT", "FLUSH");
			Decision next = node.get("api").tryAcquire("key");
			assertThat(next.degraded()).isFalse();
			assertThat(next.remaining()).isEqualTo(1);
		}
	}

	@Test
	void whatTimedOutIsNotSentAgain() {
		try (Node node = Node.on(this.proxy.port(), OnFailure.ALLOW, LIMIT)) {
			node.get("api").tryAcquire("key");
			this.proxy.delay(300);
			assertThat(node.get("api").tryAcquire("key").degraded()).isTrue();
			this.proxy.delay(0);
			node.callUntil("api", (calls) -> !calls.last.degraded(), SOON);
			assertThat(node.get("api").peek("key").remaining()).isEqualTo(1);
		}
	}

	@Test
	void aKeyOfAnotherTypeFailsAlone() {
		try (Node node = Node.on(this.proxy.port(), OnFailure.DENY, LIMIT)) {
			this.server.command("RPUSH", "ratelimit:{odd}:api", "not ours");
			assertThat(node.get("api").tryAcquire("odd").degraded()).isTrue();
			assertThat(node.get("api").tryAcquire("even").degraded()).isFalse();
			assertThat(node.registry.degraded()).isFalse();
			assertThat(node.registry.failures()).isEqualTo(1);
		}
	}

	@Test
	void aWrongPassword() {
		configure("requirepass", "right");
		RedisStandaloneConfiguration target = new RedisStandaloneConfiguration("127.0.0.1", this.proxy.port());
		target.setPassword("wrong");
		try (Node node = Node.on(target, OnFailure.LOCAL, LIMIT)) {
			Calls calls = node.callUntil("api", (all) -> all.count.get() == 300, SOON);
			assertThat(calls.degraded).isEqualTo(300);
			assertThat(calls.admitted).isEqualTo(150);
			assertThat(calls.longest()).isLessThan(LONGEST);
		}
	}

	@Test
	void aServerThatComesLaterThanTheApplication() {
		this.server.kill();
		try (Node node = Node.on(this.proxy.port(), OnFailure.LOCAL, LIMIT)) {
			Calls without = node.callUntil("api", (calls) -> calls.count.get() == 100, SOON);
			assertThat(without.degraded).isEqualTo(100);
			assertThat(without.longest()).isLessThan(LONGEST);
			this.server.restart();
			node.callUntil("api", (calls) -> !calls.last.degraded(), SOON);
		}
	}

}
