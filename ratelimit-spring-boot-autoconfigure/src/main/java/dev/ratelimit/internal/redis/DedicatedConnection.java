package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions.RefreshTrigger;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A connection to where the application's own goes. The application's settings hold for
 * connecting: credentials, TLS, time-outs, addresses. Once connected it fails fast:
 * nothing is queued while there is no connection, and it is back soon after Redis is.
 * Nothing is shared with the application's connections, so that the end of one is not the
 * end of the other.
 */
final class DedicatedConnection implements Connector {

	private static final int THREADS = 2;

	private static final int QUEUE = 10_000;

	/** How long connecting may take at first, so that it is soon tried again. */
	private static final Duration SHORTEST = Duration.ofSeconds(2);

	private static final Duration LONGEST = Duration.ofSeconds(10);

	private static final long SHUTDOWN_MILLIS = 250;

	private final LettuceConnectionFactory application;

	/** Grows with each failure, up to the application's own setting. */
	private Duration handshake = SHORTEST;

	private @Nullable ClientResources resources;

	private @Nullable LettuceConnectionFactory factory;

	/**
	 * A connection beside another.
	 * @param application the application's own
	 */
	DedicatedConnection(LettuceConnectionFactory application) {
		this.application = application;
		ConnectionTarget.of(application);
	}

	private LettuceConnectionFactory open() {
		LettuceClientConfiguration client = this.application.getClientConfiguration();
		ClientResources resources = resources(client.getClientResources().orElse(null));
		RedisConfiguration target = ConnectionTarget.of(this.application);
		LettuceConnectionFactory factory = new LettuceConnectionFactory(target,
				configuration(client, resources, this.handshake, RedisConfiguration.isClusterConfiguration(target)));
		factory.setValidateConnection(false);
		factory.setEagerInitialization(false);
		factory.afterPropertiesSet();
		factory.start();
		this.resources = resources;
		this.factory = factory;
		return factory;
	}

	/** Threads of its own; addresses are found as the application finds them. */
	private static ClientResources resources(@Nullable ClientResources application) {
		ClientResources.Builder builder = ClientResources.builder()
			.ioThreadPoolSize(THREADS)
			.computationThreadPoolSize(THREADS)
			.commandLatencyRecorder(CommandLatencyRecorder.disabled())
			.reconnectDelay(Delay.fullJitter(Duration.ofMillis(50), Duration.ofMillis(500), 50, TimeUnit.MILLISECONDS));
		if (application != null) {
			builder.socketAddressResolver(application.socketAddressResolver())
				.addressResolverGroup(application.addressResolverGroup())
				.nettyCustomizer(application.nettyCustomizer());
		}
		return builder.build();
	}

	private static LettuceClientConfiguration configuration(LettuceClientConfiguration client,
			ClientResources resources, Duration handshake, boolean cluster) {
		LettuceClientConfigurationBuilder builder = LettuceClientConfiguration.builder()
			.clientResources(resources)
			.commandTimeout(shorter(client.getCommandTimeout(), handshake))
			.shutdownTimeout(Duration.ofMillis(SHUTDOWN_MILLIS))
			.shutdownQuietPeriod(Duration.ZERO)
			.clientOptions(options(client.getClientOptions().orElseGet(ClientOptions::create), cluster))
			.redisCredentialsProviderFactory(
					client.getRedisCredentialsProviderFactory().orElseGet(ConnectionTarget::credentials));
		client.getClientName().ifPresent(builder::clientName);
		if (client.isUseSsl()) {
			var ssl = builder.useSsl();
			ssl.verifyPeer((client.getVerifyMode() != null) ? client.getVerifyMode() : SslVerifyMode.FULL);
			if (client.isStartTls()) {
				ssl.startTls();
			}
		}
		return builder.build();
	}

	/** The application's own options, save those that let calls hang. */
	private static ClientOptions options(ClientOptions own, boolean cluster) {
		ClientOptions options = own.mutate()
			.autoReconnect(true)
			.suspendReconnectOnProtocolFailure(false)
			.publishOnScheduler(false)
			.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
			.requestQueueSize(QUEUE)
			.timeoutOptions(TimeoutOptions.create())
			// What was on its way when the connection broke may have spent
			.replayFilter((command) -> true)
			.socketOptions(own.getSocketOptions().mutate().keepAlive(true).tcpNoDelay(true).build())
			.build();
		if (!cluster) {
			return options;
		}
		ClusterClientOptions.Builder builder = ClusterClientOptions.builder(options).topologyRefreshOptions(topology());
		if (own instanceof ClusterClientOptions given) {
			builder.maxRedirects(given.getMaxRedirects())
				.validateClusterNodeMembership(given.isValidateClusterNodeMembership())
				.nodeFilter(given.getNodeFilter());
		}
		return builder.build();
	}

	@SuppressWarnings("deprecation")
	private static ClusterTopologyRefreshOptions topology() {
		return ClusterTopologyRefreshOptions.builder()
			.enableAdaptiveRefreshTrigger(RefreshTrigger.values())
			.adaptiveRefreshTriggersTimeout(Duration.ofMillis(500))
			.enablePeriodicRefresh(Duration.ofSeconds(2))
			.build();
	}

	private static Duration shorter(Duration application, Duration other) {
		boolean shorter = !application.isZero() && application.compareTo(other) < 0;
		return shorter ? application : other;
	}

	@Override
	public synchronized RedisClusterAsyncCommands<byte[], byte[]> connect() {
		try {
			LettuceConnectionFactory factory = (this.factory != null) ? this.factory : open();
			factory.resetConnection();
			return ((LettuceConnection) factory.getConnection()).getNativeConnection();
		}
		catch (RuntimeException ex) {
			close();
			this.handshake = shorter(LONGEST, this.handshake.multipliedBy(2));
			throw ex;
		}
	}

	@Override
	public synchronized void close() {
		if (this.factory != null) {
			this.factory.destroy();
			this.factory = null;
		}
		if (this.resources != null) {
			this.resources.shutdown(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(SHUTDOWN_MILLIS);
			this.resources = null;
		}
	}

}
