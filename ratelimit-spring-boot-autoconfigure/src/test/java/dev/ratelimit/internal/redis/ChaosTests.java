package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.redis.TcpProxy.Fault;
import dev.ratelimit.internal.remote.OnFailure;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Some nodes before a cluster whose servers are killed, cut off, slowed down, halted and
 * started again at random, from {@code -Dchaos.seed}, for {@code -Dchaos.seconds} in all.
 */
@EnabledIfSystemProperty(named = "chaos.seconds", matches = "\\d+")
class ChaosTests {

	private static final long SECONDS = Long.getLong("chaos.seconds", 0);

	private static final long SEED = Long.getLong("chaos.seed", 1);

	private static final int NODES = 3;

	private static final int CALLERS = 2;

	private static final int KEYS = 30;

	/** What a key may have saved up, and what it gets a second. */
	private static final long BURST = 20;

	/** Far beyond the time-out and what a busy machine adds to it. */
	private static final long HUNG = TimeUnit.SECONDS.toNanos(10);

	private static final Limit LIMIT = Limit.of("api", Algorithm.TOKEN_BUCKET, BURST + "/s");

	private final AtomicLong byRedis = new AtomicLong();

	private final AtomicLong byNodes = new AtomicLong();

	private final AtomicLong calls = new AtomicLong();

	private final AtomicLong longest = new AtomicLong();

	private volatile boolean over;

	private long losses;

	@ParameterizedTest
	@EnumSource(names = { "LOCAL", "DENY" })
	void noMoreThanTheBoundOfThePolicyInForce(OnFailure onFailure) throws Exception {
		try (RedisCluster cluster = new RedisCluster()) {
			long threadsBefore = threads();
			long connectionsBefore = cluster.connections();
			List<Node> nodes = new ArrayList<>();
			for (int i = 0; i < NODES; i++) {
				nodes.add(Node.on(cluster.target(), onFailure, LIMIT));
			}
			List<Thread> callers = callers(nodes);
			long begin = System.nanoTime();
			callers.forEach(Thread::start);
			List<String> events = torment(cluster, begin + TimeUnit.SECONDS.toNanos(SECONDS) / 2);
			this.over = true;
			long hung = 0;
			for (Thread caller : callers) {
				caller.join(5_000);
				hung += caller.isAlive() ? 1 : 0;
			}
			double seconds = (System.nanoTime() - begin) / 1e9;
			nodes.forEach(Node::close);
			settle(cluster, connectionsBefore, threadsBefore);
			// Redis' clock may be a little ahead of ours when it counts
			long once = (long) (KEYS * BURST * (seconds + 1.5));
			long boundOfRedis = once + this.losses * KEYS * BURST;
			long boundOfNodes = (onFailure == OnFailure.LOCAL) ? NODES * once : 0;
			System.out.printf("""
					chaos, on-failure %s, seed %d: %.0f s, %d nodes, %d callers, %,d calls
					  what happened      %s
					  admitted by Redis  %,d of at most %,d (%,d, and a burst a key for each of %d losses)
					  admitted by nodes  %,d of at most %,d
					  longest call       %d ms (time-out %d ms)
					  hung               %d
					  threads            %d before, %d after
					  connections        %d before, %d after
					""", onFailure, SEED, seconds, NODES, callers.size(), this.calls.get(), events, this.byRedis.get(),
					boundOfRedis, once, this.losses, this.byNodes.get(), boundOfNodes,
					TimeUnit.NANOSECONDS.toMillis(this.longest.get()), Node.TIMEOUT.toMillis(), hung, threadsBefore,
					threads(), connectionsBefore, cluster.connections());
			assertThat(this.calls.get()).isPositive();
			assertThat(this.byRedis.get()).isPositive().isLessThanOrEqualTo(boundOfRedis);
			assertThat(this.byNodes.get()).isLessThanOrEqualTo(boundOfNodes);
			assertThat(hung).as("hung").isZero();
			assertThat(this.longest).as("the longest call").hasValueLessThan(HUNG);
			assertThat(threads()).as("threads").isLessThanOrEqualTo(threadsBefore + 2);
			assertThat(cluster.connections()).as("connections").isLessThanOrEqualTo(connectionsBefore);
		}
	}

	private List<Thread> callers(List<Node> nodes) {
		List<Thread> callers = new ArrayList<>();
		for (Node node : nodes) {
			for (int i = 0; i < CALLERS; i++) {
				SplittableRandom random = new SplittableRandom(SEED + callers.size());
				Thread caller = new Thread(() -> call(node, random), "caller");
				caller.setDaemon(true);
				callers.add(caller);
			}
		}
		return callers;
	}

	private void call(Node node, SplittableRandom random) {
		while (!this.over) {
			long before = System.nanoTime();
			Decision decision = node.get("api").tryAcquire("key " + random.nextInt(KEYS));
			this.longest.accumulateAndGet(System.nanoTime() - before, Math::max);
			this.calls.incrementAndGet();
			(decision.degraded() ? this.byNodes : this.byRedis).addAndGet(decision.permits());
			if (decision.degraded()) {
				LockSupport.parkNanos(200_000);
			}
		}
	}

	/** One thing after another goes wrong, with a breath between them. */
	private List<String> torment(RedisCluster cluster, long end) throws Exception {
		SplittableRandom random = new SplittableRandom(SEED);
		int[] times = new int[Event.values().length];
		while (System.nanoTime() < end) {
			Event event = Event.values()[random.nextInt(Event.values().length)];
			int victim = random.nextInt(cluster.servers.size());
			times[event.ordinal()]++;
			// Whoever is killed has lost what was not replicated; who is cut off or
			// halted for long is replaced, and loses what came after
			this.losses++;
			RedisServer server = cluster.servers.get(victim);
			TcpProxy proxy = cluster.proxies.get(victim);
			event.begin(server, proxy);
			pause(Duration.ofMillis(500 + random.nextLong(3_000)));
			event.end(server, proxy);
			pause(Duration.ofMillis(random.nextLong(4_000)));
		}
		List<String> events = new ArrayList<>();
		for (Event event : Event.values()) {
			events.add(times[event.ordinal()] + " x " + event);
		}
		return events;
	}

	private static void settle(RedisCluster cluster, long connections, long threads) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while ((cluster.connections() > connections || threads() > threads) && System.nanoTime() < deadline) {
			pause(Duration.ofMillis(100));
		}
	}

	/** The proxies' own come and go with what the servers say to each other. */
	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !thread.getName().equals("proxy"))
			.count();
	}

	private static void pause(Duration time) {
		LockSupport.parkNanos(time.toNanos());
	}

	enum Event {

		KILLED {
			@Override
			void begin(RedisServer server, TcpProxy proxy) {
				server.kill();
			}

			@Override
			void end(RedisServer server, TcpProxy proxy) {
				server.restart();
			}
		},
		CUT_OFF {
			@Override
			void begin(RedisServer server, TcpProxy proxy) {
				proxy.set(Fault.BLACK_HOLE);
			}

			@Override
			void end(RedisServer server, TcpProxy proxy) {
				// Bytes were lost, so that what comes next would be out of step
				proxy.reset();
				proxy.set(Fault.NONE);
			}
		},
		REFUSING {
			@Override
			void begin(RedisServer server, TcpProxy proxy) {
				proxy.set(Fault.REFUSE);
			}

			@Override
			void end(RedisServer server, TcpProxy proxy) {
				proxy.set(Fault.NONE);
			}
		},
		SLOW {
			@Override
			void begin(RedisServer server, TcpProxy proxy) {
				proxy.delay(150);
			}

			@Override
			void end(RedisServer server, TcpProxy proxy) {
				proxy.delay(0);
			}
		},
		HALTED {
			@Override
			void begin(RedisServer server, TcpProxy proxy) {
				server.stop();
			}

			@Override
			void end(RedisServer server, TcpProxy proxy) {
				server.resume();
			}
		};

		abstract void begin(RedisServer server, TcpProxy proxy);

		abstract void end(RedisServer server, TcpProxy proxy);

	}

}
