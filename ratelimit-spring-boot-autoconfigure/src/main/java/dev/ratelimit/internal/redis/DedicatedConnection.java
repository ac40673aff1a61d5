package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions.RefreshTrigger;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A connection to where the application's own goes, with its credentials and TLS, but one
 * that fails fast: nothing is queued while there is no connection, and it is back soon
 * after Redis is. The application's own is left as it is.
 */
final class DedicatedConnection implements AutoCloseable {

	private static final Duration CONNECT = Duration.ofMillis(250);

	private static final Duration HANDSHAKE = Duration.ofSeconds(1);

	private static final int QUEUE = 10_000;

	private final ClientResources resources;

	private final LettuceConnectionFactory factory;

	/**
	 * A connection beside another.
	 * @param application the application's own
	 */
	DedicatedConnection(LettuceConnectionFactory application) {
		LettuceClientConfiguration client = application.getClientConfiguration();
		Delay delay = Delay.fullJitter(Duration.ofMillis(50), Duration.ofMillis(500), 50, TimeUnit.MILLISECONDS);
		ClientResources.Builder resources = client.getClientResources()
			.map((shared) -> shared.mutate())
			.orElseGet(ClientResources::builder);
		this.resources = resources.reconnectDelay(delay).build();
		RedisConfiguration target = target(application);
		this.factory = new LettuceConnectionFactory(target,
				configuration(client, target instanceof RedisClusterConfiguration));
		this.factory.setValidateConnection(false);
		this.factory.setEagerInitialization(false);
		this.factory.afterPropertiesSet();
		this.factory.start();
	}

	private static RedisConfiguration target(LettuceConnectionFactory application) {
		RedisClusterConfiguration cluster = application.getClusterConfiguration();
		if (cluster != null) {
			return cluster;
		}
		RedisSentinelConfiguration sentinel = application.getSentinelConfiguration();
		if (sentinel != null) {
			return sentinel;
		}
		RedisConfiguration socket = application.getSocketConfiguration();
		return (socket != null) ? socket : standalone(application);
	}

	/** One given as no more than a {@link RedisConfiguration} is only seen in parts. */
	private static RedisConfiguration standalone(LettuceConnectionFactory application) {
		RedisStandaloneConfiguration given = application.getStandaloneConfiguration();
		if (given.getHostName().equals(application.getHostName()) && given.getPort() == application.getPort()) {
			return given;
		}
		RedisStandaloneConfiguration seen = new RedisStandaloneConfiguration(application.getHostName(),
				application.getPort());
		seen.setDatabase(application.getDatabase());
		seen.setPassword(application.getPassword());
		return seen;
	}

	private LettuceClientConfiguration configuration(LettuceClientConfiguration client, boolean cluster) {
		LettuceClientConfigurationBuilder builder = LettuceClientConfiguration.builder()
			.clientResources(this.resources)
			.commandTimeout(HANDSHAKE)
			.shutdownTimeout(CONNECT)
			.shutdownQuietPeriod(Duration.ZERO)
			.clientOptions(options(client.getClientOptions().orElseGet(ClientOptions::create), cluster));
		client.getRedisCredentialsProviderFactory().ifPresent(builder::redisCredentialsProviderFactory);
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
		ClientOptions.Builder builder = cluster ? ClusterClientOptions.builder().topologyRefreshOptions(topology())
				: ClientOptions.builder();
		return builder.autoReconnect(true)
			.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
			.requestQueueSize(QUEUE)
			// What was on its way when the connection broke may have spent
			.replayFilter((command) -> true)
			.socketOptions(SocketOptions.builder().connectTimeout(CONNECT).keepAlive(true).tcpNoDelay(true).build())
			.sslOptions(own.getSslOptions())
			.protocolVersion(own.getConfiguredProtocolVersion())
			.build();
	}

	@SuppressWarnings("deprecation")
	private static ClusterTopologyRefreshOptions topology() {
		return ClusterTopologyRefreshOptions.builder()
			.enableAdaptiveRefreshTrigger(RefreshTrigger.values())
			.adaptiveRefreshTriggersTimeout(Duration.ofMillis(500))
			.enablePeriodicRefresh(Duration.ofSeconds(2))
			.build();
	}

	/**
	 * Connects anew. What was connected before is closed.
	 * @return the commands of the one connection
	 */
	RedisClusterAsyncCommands<byte[], byte[]> connect() {
		this.factory.resetConnection();
		return ((LettuceConnection) this.factory.getConnection()).getNativeConnection();
	}

	@Override
	public void close() {
		this.factory.destroy();
		this.resources.shutdown(0, CONNECT.toMillis(), TimeUnit.MILLISECONDS);
	}

}
