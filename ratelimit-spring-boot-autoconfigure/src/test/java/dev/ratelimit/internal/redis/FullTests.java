package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.remote.OnFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that is full and evicts nothing.
 */
@Timeout(120)
class FullTests {

	private static final Limit HOUR = Limit.of("api", Algorithm.TOKEN_BUCKET, "3/1h");

	private RedisServer server;

	@BeforeEach
	void start() {
		this.server = RedisServer.start("--maxmemory-policy", "noeviction");
	}

	@AfterEach
	void end() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void aKeyThatIsExhaustedStaysRefused(Algorithm algorithm) {
		try (Node node = Node.patient(this.server.port(), OnFailure.LOCAL, Limit.of("api", algorithm, "3/365d"))) {
			RateLimiter limiter = node.get("api");
			while (limiter.tryAcquire("exhausted").allowed()) {
				assertThat(node.registry.degradation()).isNull();
			}
			fill();
			for (int call = 0; call < 50; call++) {
				Decision unknown = limiter.tryAcquire("unknown " + call);
				assertThat(unknown.degraded()).isTrue();
				Decision known = limiter.tryAcquire("exhausted");
				assertThat(known.degraded()).isFalse();
				assertThat(known.allowed()).isFalse();
			}
			assertThat(node.registry.degradation()).contains("OOM").contains("maxmemory");
			assertThat(node.registry.failures()).isEqualTo(50);
		}
	}

	@Test
	void aKeyThatIsKnownIsCountedOn() {
		try (Node node = Node.patient(this.server.port(), OnFailure.LOCAL,
				Limit.of("api", Algorithm.TOKEN_BUCKET, "3/365d"))) {
			RateLimiter limiter = node.get("api");
			limiter.tryAcquire("known");
			fill();
			assertThat(limiter.tryAcquire("known").remaining()).isEqualTo(1);
			assertThat(limiter.tryAcquire("known").remaining()).isZero();
			assertThat(limiter.tryAcquire("known").allowed()).isFalse();
			assertThat(node.registry.failures()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void aKeyThatIsKnownIsBlocked(Algorithm algorithm) {
		Limit limit = Limit.of("login", algorithm, "3/10h").withBlock(Duration.ofDays(1));
		try (Node node = Node.patient(this.server.port(), OnFailure.DENY, limit)) {
			RateLimiter limiter = node.get("login");
			assertThat(limiter.tryAcquire("known").degraded()).isFalse();
			fill();
			Decision refused = limiter.tryAcquire("known", 3);
			assertThat(refused.degraded()).isFalse();
			assertThat(refused.retryAfter()).isEqualTo(Duration.ofDays(1));
			assertThat(limiter.peek("known").retryAfter()).isGreaterThan(Duration.ofHours(23));
			assertThat(node.registry.failures()).isZero();
		}
	}

	@Test
	void aNodeThatStartsMeanwhileIsToldByRedis() {
		try (Node first = Node.on(this.server.port(), OnFailure.LOCAL, HOUR)) {
			exhaust(first);
			fill();
			try (Node second = Node.on(this.server.port(), OnFailure.LOCAL, HOUR)) {
				assertThat(decided(second).allowed()).isFalse();
				assertThat(second.get("api").tryAcquire("unknown").degraded()).isTrue();
				assertThat(decided(second).allowed()).isFalse();
			}
		}
	}

	@Test
	void aNodeThatFindsItFullAfterAnOutageIsToldByRedis() throws Exception {
		try (TcpProxy proxy = new TcpProxy(this.server.port());
				Node node = Node.impatient(proxy.port(), OnFailure.LOCAL, HOUR)) {
			exhaust(node);
			proxy.set(TcpProxy.Fault.REFUSE);
			node.callUntil("api", (calls) -> calls.last.degraded());
			fill();
			proxy.set(TcpProxy.Fault.NONE);
			assertThat(decided(node).allowed()).isFalse();
		}
	}

	private static void exhaust(Node node) {
		Decision decision = decided(node);
		while (decision.allowed()) {
			decision = decided(node);
		}
	}

	/** What Redis says, once it does. */
	private static Decision decided(Node node) {
		long end = System.nanoTime() + Node.SOON.toNanos();
		Decision decision = node.get("api").tryAcquire("exhausted");
		while (decision.degraded()) {
			assertThat(System.nanoTime()).isLessThan(end);
			LockSupport.parkNanos(10_000_000);
			decision = node.get("api").tryAcquire("exhausted");
		}
		return decision;
	}

	private void fill() {
		this.server.command("CONFIG", "SET", "maxmemory", "1");
	}

}
