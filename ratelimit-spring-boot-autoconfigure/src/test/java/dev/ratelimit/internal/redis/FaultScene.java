package dev.ratelimit.internal.redis;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * One server, and a way to it that fails as a test wants.
 */
abstract class FaultScene {

	/** No window of it ends while a test runs. */
	static final Limit LIMIT = Limit.of("api", Algorithm.FIXED_WINDOW, "3/365d");

	RedisServer server;

	TcpProxy proxy;

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

	void configure(String name, String value) {
		this.server.command("CONFIG", "SET", name, value);
	}

}
