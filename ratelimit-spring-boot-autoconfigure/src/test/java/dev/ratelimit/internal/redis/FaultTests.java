package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import dev.ratelimit.internal.redis.Node.Calls;
import dev.ratelimit.internal.redis.TcpProxy.Fault;
import dev.ratelimit.internal.remote.OnFailure;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes wrong with one server or the way to it. In each case: how long the longest
 * call took, how soon all is normal again, and what was admitted meanwhile.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class FaultTests extends FaultScene {

	private static final Log logger = LogFactory.getLog(FaultTests.class);

	/** Fifty keys, each with a quota of three: so many a phase at most, by whom ever. */
	private static final int QUOTA = 150;

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
		outage(OnFailure.LOCAL, () -> this.proxy.delay(1_000), () -> this.proxy.delay(0));
	}

	@Test
	void aServerThatStandsStill() {
		outage(OnFailure.DENY, this.server::stop, this.server::resume);
	}

	@Test
	void aServerThatPausesItsClients() {
		// With ALL it would not hear that the pause is over either
		outage(OnFailure.LOCAL, () -> this.server.command("CLIENT", "PAUSE", "600000", "WRITE"),
				() -> this.server.command("CLIENT", "UNPAUSE"));
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

	private void outage(OnFailure onFailure, Runnable breaks, Runnable heals) {
		outage(Node.impatient(this.proxy.port(), onFailure, LIMIT), onFailure, breaks, heals);
	}

	private static void outage(Node own, OnFailure onFailure, Runnable breaks, Runnable heals) {
		try (Node node = own) {
			Calls before = node.callUntil("api", (calls) -> calls.inARow >= QUOTA);
			assertThat(before.admitted).isLessThanOrEqualTo(QUOTA);
			breaks.run();
			Calls during = node.callUntil("api", (calls) -> calls.degraded >= QUOTA + 50);
			assertThat(during.last.degraded()).isTrue();
			assertThat(node.registry.degraded()).isTrue();
			assertThat(node.registry.failures()).isGreaterThanOrEqualTo(during.degraded);
			within(during, onFailure);
			heals.run();
			Calls after = node.callUntil("api", (calls) -> calls.inARow >= 100);
			within(after, onFailure);
			node.callUntil("api", (calls) -> !node.registry.degraded());
			logger.info("Redis away, %s decides: %s. Back: %s".formatted(onFailure, during, after));
		}
	}

	private static void within(Calls calls, OnFailure onFailure) {
		assertThat(calls.longest()).isLessThan(Node.LONGEST);
		assertThat(calls.admitted).isLessThanOrEqualTo(QUOTA);
		switch (onFailure) {
			case LOCAL -> assertThat(calls.admittedDegraded).isLessThanOrEqualTo(QUOTA);
			case ALLOW -> assertThat(calls.admittedDegraded).isEqualTo(calls.degraded);
			case DENY -> assertThat(calls.admittedDegraded).isZero();
		}
	}

	@Test
	void anOutageIsToldOncePerKindAndItsEndOnce(CapturedOutput output) {
		outage(Node.on(this.proxy.port(), OnFailure.LOCAL, LIMIT), OnFailure.LOCAL, () -> this.proxy.set(Fault.REFUSE),
				() -> this.proxy.set(Fault.NONE));
		// An end is told just after it can be seen
		long deadline = System.nanoTime() + Node.SOON.toNanos();
		while (!outagesWithoutEnd(output).isEmpty()) {
			assertThat(System.nanoTime()).as("the last end is told").isLessThan(deadline);
			Thread.onSpinWait();
		}
		assertThat(output).contains("Redis decides rate limits again");
	}

	/**
	 * A connection that goes can first show as a late answer, which is a kind of its own;
	 * and on a busy machine late answers can be an outage of their own.
	 */
	private static Set<String> outagesWithoutEnd(CapturedOutput output) {
		Set<String> told = new HashSet<>();
		for (String line : output.toString().lines().toList()) {
			if (line.contains("Redis cannot decide rate limits")) {
				assertThat(told.add(line.substring(line.indexOf("rate limits (")))).as("again: %s", line).isTrue();
			}
			else if (line.contains("Redis decides rate limits again")) {
				assertThat(told).as("what has ended: %s", line).isNotEmpty();
				told.clear();
			}
		}
		return told;
	}

	@Test
	void aConnectionThatIsDeadWithoutKnowingIsReplaced() {
		try (Node node = Node.impatient(this.proxy.port(), OnFailure.LOCAL, LIMIT)) {
			node.callUntil("api", (calls) -> calls.inARow >= 20);
			this.proxy.forget();
			Calls during = node.callUntil("api", (calls) -> calls.degraded > 0);
			within(during, OnFailure.LOCAL);
			Calls after = node.callUntil("api", (calls) -> calls.inARow >= 100);
			within(after, OnFailure.LOCAL);
		}
	}

	@Test
	void aWrongPassword() {
		configure("requirepass", "right");
		RedisStandaloneConfiguration target = new RedisStandaloneConfiguration("127.0.0.1", this.proxy.port());
		target.setPassword("wrong");
		try (Node node = Node.on(target, OnFailure.LOCAL, LIMIT)) {
			Calls calls = node.callUntil("api", (all) -> all.count.get() == 300);
			assertThat(calls.degraded).isEqualTo(300);
			assertThat(calls.admittedDegraded).isEqualTo(QUOTA);
			assertThat(calls.longest()).isLessThan(Node.LONGEST);
		}
	}

	@Test
	void aBlackHoleFromTheStart() {
		this.proxy.set(Fault.BLACK_HOLE);
		long begin = System.nanoTime();
		try (Node node = Node.on(this.proxy.port(), OnFailure.LOCAL, LIMIT)) {
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
			Calls without = node.callUntil("api", (calls) -> calls.count.get() == 100);
			assertThat(without.degraded).isEqualTo(100);
			assertThat(without.longest()).isLessThan(Node.LONGEST);
			this.proxy.set(Fault.NONE);
			node.callUntil("api", (calls) -> calls.inARow >= 100);
		}
	}

	@Test
	void aServerThatComesLaterThanTheApplication() {
		this.server.kill();
		try (Node node = Node.on(this.proxy.port(), OnFailure.LOCAL, LIMIT)) {
			Calls without = node.callUntil("api", (calls) -> calls.count.get() == 100);
			assertThat(without.degraded).isEqualTo(100);
			assertThat(without.longest()).isLessThan(Node.LONGEST);
			this.server.restart();
			node.callUntil("api", (calls) -> calls.inARow >= 100);
		}
	}

}
