package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.address.ForwardedAddresses;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.cors.CorsLookup;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.NamedRule;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.http.Stage;
import dev.ratelimit.internal.http.WebRules;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import dev.ratelimit.internal.servlet.ForwardedAddressResolver;
import dev.ratelimit.requests.SpringSecurity;
import dev.ratelimit.web.ClientAddressResolver;
import jakarta.servlet.DispatcherType;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * A real Tomcat with the filters in front of a test's controllers. The clock stands still
 * unless a test moves it.
 */
final class TestServer implements AutoCloseable {

	/** An answer that never comes is a failure. */
	private static final Duration LONGEST = Duration.ofSeconds(60);

	private static final int SECURITY_ORDER = -100;

	final ManualTimeSource time = new ManualTimeSource();

	final LocalRateLimiterRegistry limiters;

	private final HeaderStyle headers;

	private final ClientAddress address;

	private final HttpClient client = HttpClient.newHttpClient();

	private @Nullable ConfigurableApplicationContext context;

	TestServer(HeaderStyle headers, Limit... limits) {
		this(headers,
				new ForwardedAddressResolver(new ForwardedAddresses("X-Forwarded-For", List.of("127.0.0.1", "::1"))),
				limits);
	}

	TestServer(HeaderStyle headers, ClientAddressResolver addresses, Limit... limits) {
		this.headers = headers;
		this.address = new ClientAddress(ForwardedAddressResolver.of(addresses), 64, null);
		this.limiters = new LocalRateLimiterRegistry(List.of(limits), Map.of(), null, this.time, 1000);
	}

	/**
	 * One whose limit {@code api} is used up from the start, by a rule for /filtered.
	 */
	static TestServer usedUp(HeaderStyle headers, boolean security, Map<String, ?> properties, Class<?> endpoints,
			Class<?>... others) {
		TestServer server = new TestServer(headers, Limit.of("api", Algorithm.TOKEN_BUCKET, "1/1m"));
		Class<?>[] sources = Arrays.copyOf(others, others.length + 1);
		sources[others.length] = endpoints;
		server.start(List.of(RuleDefinition.of("api", "/filtered/**")), security, properties, sources);
		server.limiters.get("api").tryAcquire("127.0.0.1");
		return server;
	}

	TestServer start(List<RuleDefinition> rules, boolean security, Map<String, ?> properties, Class<?>... sources) {
		SpringApplication application = new SpringApplication(AutoConfigured.class);
		application.addPrimarySources(List.of(sources));
		application.setLogStartupInfo(false);
		application.addInitializers((context) -> register((GenericApplicationContext) context, rules));
		application
			.setDefaultProperties(Map.of("server.port", "0", "ratelimit.enabled", "false", "spring.main.banner-mode",
					"off", "spring.autoconfigure.exclude", security ? "" : SpringSecurity.AUTO_CONFIGURATIONS));
		this.context = application
			.run(properties.entrySet().stream().map((entry) -> "--" + entry).toArray(String[]::new));
		return this;
	}

	private void register(GenericApplicationContext context, List<RuleDefinition> definitions) {
		// Rules may name beans, which are not known yet
		Supplier<WebRules> rules = SingletonSupplier
			.of(() -> WebRules.compile(NamedRule.list(definitions), this.limiters,
					new Expressions(context.getBeanFactory()), PathPatternParser.defaultInstance, ServletCall.NAMES));
		context.registerBean(RateLimiterRegistry.class, () -> this.limiters);
		context.registerBean(MvcRefusalHandler.class, () -> new MvcRefusalHandler(context));
		context.registerBean(CallScope.class, () -> new ServletCallScope(this.address, this.headers));
		register(context, "before", () -> rules.get().at(Stage.BEFORE_AUTHENTICATION), SECURITY_ORDER - 1);
		register(context, "after", () -> rules.get().at(Stage.AFTER_AUTHENTICATION), SECURITY_ORDER + 1);
	}

	private void register(GenericApplicationContext context, String name, Supplier<WebRules> rules, int order) {
		context.registerBean(name, FilterRegistrationBean.class, () -> {
			FilterRegistrationBean<RateLimitFilter> registration = new FilterRegistrationBean<>(
					new RateLimitFilter(rules.get(), this.address, this.headers,
							context.getBean(MvcRefusalHandler.class), new CorsLookup(context)));
			registration.setName("rateLimit-" + name);
			registration.setOrder(order);
			// All of them, to see that the others are not counted
			registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
			return registration;
		});
	}

	<T> T bean(Class<T> type) {
		return context().getBean(type);
	}

	private ConfigurableApplicationContext context() {
		if (this.context == null) {
			throw new IllegalStateException("not started");
		}
		return this.context;
	}

	int port() {
		return Integer.parseInt(context().getEnvironment().getRequiredProperty("local.server.port"));
	}

	HttpResponse<String> get(String path, String... headers) {
		return send("GET", path, headers);
	}

	HttpResponse<String> send(String method, String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
			.method(method, HttpRequest.BodyPublishers.noBody());
		for (int i = 0; i < headers.length; i += 2) {
			request.header(headers[i], headers[i + 1]);
		}
		return send(request.build());
	}

	HttpResponse<String> post(String path, String form) {
		return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(form))
			.build());
	}

	private HttpResponse<String> send(HttpRequest request) {
		try {
			HttpRequest bounded = HttpRequest.newBuilder(request, (name, value) -> true).timeout(LONGEST).build();
			return this.client.send(bounded, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new AssertionError(request.toString(), ex);
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Sends a request target as it is, with lines of the head, and returns the status.
	 */
	int rawStatus(String target, String... lines) {
		try (Socket socket = new Socket("127.0.0.1", port())) {
			String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
					+ String.join("", lines) + "\r\n";
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
			return Integer.parseInt(answer.split(" ")[1]);
		}
		catch (IOException ex) {
			throw new AssertionError(target, ex);
		}
	}

	/** What is left to a key, by default that of this machine. */
	long left(String limit) {
		return left(limit, "127.0.0.1");
	}

	long left(String limit, String key) {
		return this.limiters.get(limit).peek(key).remaining();
	}

	@Override
	public void close() {
		if (this.context != null) {
			this.context.close();
		}
		this.limiters.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AutoConfigured {

	}

}
