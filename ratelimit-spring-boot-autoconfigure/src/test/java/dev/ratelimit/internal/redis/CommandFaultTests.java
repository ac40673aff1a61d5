package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import dev.ratelimit.Decision;
import dev.ratelimit.internal.redis.Node.Calls;
import dev.ratelimit.internal.remote.OnFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of single commands when something goes wrong.
 */
@Timeout(120)
class CommandFaultTests extends FaultScene {

	@Test
	void aSlowWayIsNotAnOutage() {
		try (Node node = Node.on(this.proxy.port(), OnFailure.DENY, LIMIT)) {
			this.proxy.delay(50);
			Calls calls = node.callUntil("api", (all) -> all.inARow >= 20);
			assertThat(calls.longest()).isGreaterThanOrEqualTo(Duration.ofMillis(50)).isLessThan(Node.LONGEST);
		}
	}

	@Test
	void scriptsThatWereFlushedAreSentAgain() {
		try (Node node = Node.patient(this.proxy.port(), OnFailure.DENY, LIMIT)) {
			assertThat(node.get("api").tryAcquire("key").remaining()).isEqualTo(2);
			this.server.command("SCRIPT", "FLUSH");
			Decision next = node.get("api").tryAcquire("key");
			assertThat(next.degraded()).isFalse();
			assertThat(next.remaining()).isEqualTo(1);
		}
	}

	@Test
	void aCommandThatTimedOutIsNotSentAgain() {
		try (Node node = Node.on(this.proxy.port(), OnFailure.ALLOW, LIMIT);
				Node other = Node.patient(this.server.port(), OnFailure.DENY, LIMIT)) {
			other.get("api").tryAcquire("key");
			this.proxy.delay(2_000);
			assertThat(node.get("api").tryAcquire("key").degraded()).isTrue();
			this.proxy.delay(0);
			node.callUntil("api", (calls) -> calls.inARow >= 10);
			// Sent once more it would have spent the last of the three, too
			assertThat(other.get("api").peek("key").remaining()).isEqualTo(1);
		}
	}

	@Test
	void aCommandInFlightWhenTheConnectionBreaksIsNotSentAgain() throws Exception {
		try (Node node = Node.patient(this.proxy.port(), OnFailure.ALLOW, LIMIT)) {
			node.get("api").tryAcquire("key");
			String before = this.server.command("DUMP", "ratelimit:{key}:api:fixed-window:1");
			this.proxy.delay(2_000);
			Thread caller = new Thread(() -> node.get("api").tryAcquire("key"));
			caller.start();
			while (this.server.command("DUMP", "ratelimit:{key}:api:fixed-window:1").equals(before)) {
				LockSupport.parkNanos(1_000_000);
			}
			this.proxy.delay(0);
			this.proxy.reset();
			caller.join();
			node.callUntil("api", (calls) -> calls.inARow >= 10);
			assertThat(node.get("api").peek("key").remaining()).isEqualTo(1);
		}
	}

	@Test
	void aKeyOfAnotherTypeFailsAlone() {
		try (Node node = Node.patient(this.proxy.port(), OnFailure.DENY, LIMIT)) {
			this.server.command("RPUSH", "ratelimit:{odd}:api:fixed-window:1", "not ours");
			assertThat(node.get("api").tryAcquire("odd").degraded()).isTrue();
			assertThat(node.get("api").tryAcquire("even").degraded()).isFalse();
			assertThat(node.get("api").tryAcquire("even").degraded()).isFalse();
			assertThat(node.registry.degradation()).contains("WRONGTYPE").contains("key-prefix");
			assertThat(node.registry.failures()).isEqualTo(1);
		}
	}

}
