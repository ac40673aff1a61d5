package dev.ratelimit.benchmarks;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.server.reactive.HttpHandler;

/**
 * A request's whole way through a WebFlux application, filters and handler, from where
 * its server hands it over to where its server would write the response.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class ReactivePass {

	/** The {@link Endpoint} that is asked. */
	@Param({ "REACTIVE", "REACTIVE_HEADERS", "REACTIVE_FILTER", "REACTIVE_SILENT" })
	public String endpoint;

	private ConfigurableApplicationContext application;

	private HttpHandler handler;

	@Setup
	public void start() {
		this.application = Endpoint.valueOf(this.endpoint).start("0");
		this.handler = this.application.getBean(HttpHandler.class);
		if (ask().written() == 0) {
			throw new IllegalStateException("%s has written no body".formatted(this.endpoint));
		}
	}

	@Benchmark
	public Object pass() {
		return ask();
	}

	private LightExchange.Response ask() {
		LightExchange.Response response = new LightExchange.Response();
		this.handler.handle(new LightExchange.Request("/hello"), response).subscribe();
		return response;
	}

	@TearDown
	public void close() {
		this.application.close();
	}

}
