package dev.ratelimit.compatibility;

import java.net.http.HttpResponse;

import dev.ratelimit.compatibility.Application.Mode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * An application with everything in it.
 */
@ExtendWith(Results.class)
@TestMethodOrder(MethodOrderer.DisplayName.class)
@TestInstance(Lifecycle.PER_CLASS)
abstract class FullFeatures {

	private final String name;

	private final Mode mode;

	private Application application;

	FullFeatures(String name, Mode mode) {
		this.name = name;
		this.mode = mode;
	}

	@BeforeAll
	void start() {
		this.application = started();
	}

	private Application started() {
		// A new node on a busy machine is slow to ask, and would decide by itself
		return Application.start(this.name, this.mode, "--spring.data.redis.port=" + Redis.running().port(),
				"--ratelimit.redis.timeout=5s");
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@BeforeEach
	void forgetEverything() {
		Redis.running().command("FLUSHALL");
	}

	@Test
	@DisplayName("filter, RateLimit fields, SpEL key and cost")
	void filter() {
		HttpResponse<String> first = this.application.get("/tenants/acme");
		assertThat(first.body()).isEqualTo("acme");
		assertThat(first.headers().firstValue("RateLimit-Policy")).hasValue("\"three\";q=3;w=3600");
		assertThat(first.headers().firstValue("RateLimit")).hasValueSatisfying((it) -> assertThat(it).contains("r=2"));
		assertThat(this.application.statuses(3, "/tenants/acme")).containsExactly(200, 200, 429);
		assertThat(this.application.statuses(2, "/tenants/large")).containsExactly(200, 429);
		assertThat(this.application.send("POST", "/tenants/acme").statusCode()).isEqualTo(405);
	}

	@Test
	@DisplayName("filter with a bean in the key")
	void beanInKey() {
		assertThat(this.application.statuses(4, "/plans?tenant=one")).containsExactly(200, 200, 200, 429);
		assertThat(this.application.statuses(1, "/plans?tenant=two")).containsExactly(200);
	}

	@Test
	@DisplayName("filter after authentication, per user")
	void principal() {
		String[] ada = Application.basic("ada", "secret");
		assertThat(this.application.get("/account").statusCode()).isEqualTo(401);
		assertThat(this.application.statuses(4, "/account", ada)).containsExactly(200, 200, 200, 429);
	}

	@Test
	@DisplayName("problem body of the filter and of the annotation")
	void problem() {
		for (String path : new String[] { "/plans?tenant=three", "/annotated" }) {
			this.application.statuses(3, path);
			HttpResponse<String> refused = this.application.get(path, "Accept", "application/xml");
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.headers().allValues("Retry-After")).hasSize(1);
			assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
			assertThat(refused.body()).contains("https://iana.org/assignments/http-problem-types#quota-exceeded",
					"\"violated-policies\":[\"three\"]");
		}
	}

	@Test
	@DisplayName("annotation with SpEL over arguments and a fallback")
	void annotation() {
		assertThat(this.application.get("/quotes?symbol=ABC&cost=2").body()).isEqualTo("fresh");
		assertThat(this.application.get("/quotes?symbol=abc&cost=2").body()).isEqualTo("stale");
		assertThat(this.application.get("/quotes?symbol=abc").body()).isEqualTo("fresh");
	}

	@Test
	@DisplayName("Redis, shared by two nodes")
	void redis() {
		try (Application other = started()) {
			assertThat(this.application.statuses(2, "/plans?tenant=shared")).containsExactly(200, 200);
			assertThat(other.statuses(2, "/plans?tenant=shared")).containsExactly(200, 429);
		}
		assertThat(Redis.running().command("KEYS *")).contains("ratelimit:").contains("shared");
	}

	@Test
	@DisplayName("metrics")
	void metrics() {
		this.application.statuses(4, "/plans?tenant=counted");
		assertThat(this.application.get("/actuator/metrics/ratelimit.requests?tag=limit:three&tag=outcome:rejected").body())
			.contains("\"name\":\"ratelimit.requests\"")
			.containsPattern("\"value\":[1-9]");
	}

	@Test
	@DisplayName("endpoint: state of a key, reset, change")
	void endpoint() {
		this.application.statuses(3, "/plans?tenant=watched");
		assertThat(this.application.get("/actuator/ratelimits").body()).contains("three", "token-bucket");
		assertThat(this.application.get("/actuator/ratelimits/three/watched").body()).contains("\"remaining\":0");
		assertThat(this.application.send("DELETE", "/actuator/ratelimits/three/watched").statusCode()).isLessThan(300);
		assertThat(this.application.statuses(1, "/plans?tenant=watched")).containsExactly(200);
		HttpResponse<String> changed = this.application.post("/actuator/ratelimits/changing", "{\"rate\":\"7/1h\"}");
		assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
		assertThat(changed.body()).contains("\"rate\":\"7/1h\"").contains("\"changed\":true");
	}

	@Test
	@DisplayName("health indicator")
	void health() {
		assumeFalse(System.getProperty("spring-boot.version").startsWith("3."), "no: its types are others there");
		assertThat(this.application.get("/actuator/health").body()).contains("\"ratelimit\":{")
			.contains("\"degraded\":false");
	}

}
