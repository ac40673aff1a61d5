package dev.ratelimit.requests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.ratelimit.requests.Wire.Response;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ByteArrayResource;

/**
 * An application on a real server, with limits of its own and everything auto-configured,
 * Spring Security only if it is asked for.
 */
final class Running implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final int port;

	private Running(ConfigurableApplicationContext context) {
		this.context = context;
		this.port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	static Running start(Server server, String yaml, Class<?>... sources) {
		return start(server, false, yaml, sources);
	}

	static Running start(Server server, boolean security, String yaml, Class<?>... sources) {
		return new Running(new SpringApplicationBuilder(AutoConfigured.class).sources(sources)
			.web(server.isReactive() ? WebApplicationType.REACTIVE : WebApplicationType.SERVLET)
			.properties("server.port=0", "spring.main.banner-mode=off", "test.server=" + server.id(),
					"spring.autoconfigure.exclude=" + (security ? "" : SpringSecurity.AUTO_CONFIGURATIONS))
			.initializers((context) -> load(context, yaml))
			.run());
	}

	private static void load(ConfigurableApplicationContext context, String yaml) {
		try {
			new YamlPropertySourceLoader()
				.load("application", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
				.forEach(context.getEnvironment().getPropertySources()::addLast);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/** A request with lines of the head, each whole, and without a body. */
	Response send(String method, String target, String... lines) {
		List<String> head = new ArrayList<>(List.of(method + " " + target + " HTTP/1.1", "Host: localhost"));
		head.addAll(List.of(lines));
		head.add("Connection: close");
		return send(String.join("\r\n", head) + "\r\n\r\n");
	}

	/** A whole request, byte for byte. */
	Response send(String request) {
		return Wire.send(this.port, request);
	}

	/** The status of a WebSocket handshake, 101 if it is answered. */
	int handshake(String target, String line) {
		return Wire.status(this.port, """
				GET %s HTTP/1.1\r
				Host: localhost\r
				%s\r
				Upgrade: websocket\r
				Connection: Upgrade\r
				Sec-WebSocket-Version: 13\r
				Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
				\r
				""".formatted(target, line));
	}

	/** The same from and to another of this machine's addresses. */
	int statusOver(String address, String target, String line) {
		return Wire
			.send(address, this.port,
					"GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\nConnection: close\r\n\r\n".formatted(target, line))
			.status();
	}

	int status(String method, String target, String... lines) {
		return send(method, target, lines).status();
	}

	/** The statuses of a request that is sent so many times. */
	List<Integer> statuses(int times, String method, String target, String... lines) {
		return IntStream.range(0, times).mapToObj((i) -> status(method, target, lines)).toList();
	}

	int port() {
		return this.port;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AutoConfigured {

	}

}
