package dev.ratelimit.compatibility.orders;

import java.net.http.HttpResponse;
import java.time.Duration;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@OrdersTest
class OrdersLimitsTests {

	private static final String PARTNER = "https://partner.example";

	@Value("${local.server.port}")
	private int port;

	@Autowired
	private RateLimiterRegistry limiters;

	@Autowired
	private Reminders reminders;

	@Autowired
	private KafkaListenerEndpointRegistry containers;

	private Client client;

	@BeforeEach
	void connect() {
		this.client = new Client(this.port);
	}

	@Test
	void tokensThatAreNoneAreBoundedByTheAddress() {
		this.client.withToken("nonsense");
		spend("address", this.client.address());
		assertRefused(this.client.get("/orders"), "address");
	}

	@Test
	void theDescriptionAndHealthCostNothing() {
		spend("address", this.client.address());
		assertThat(this.client.get("/docs/openapi.yaml").statusCode()).isEqualTo(200);
		assertThat(this.client.get("/actuator/health").statusCode()).isEqualTo(200);
	}

	@Test
	void callsAreCountedByCustomer() {
		this.client.with("orders:write");
		HttpResponse<String> answer = this.client.get("/orders");
		assertThat(answer.headers().firstValue("RateLimit-Policy"))
			.hasValue("\"address\";q=300;w=60, \"customer\";q=600;w=3600");
		this.limiters.get("customer").tryAcquire(this.client.customer(), 599);
		assertRefused(this.client.get("/orders"), "customer");
	}

	@Test
	void aRefusedOrderIsNotAnErrorOfTheServer() {
		this.client.with("orders:write");
		spend("place", this.client.customer());
		assertRefused(this.client.place("cup", 1), "place");
		assertThat(this.client.get("/orders").body()).isEqualTo("[]");
	}

	@Test
	void anOrderThatSecurityRefusesIsNotCounted() {
		this.client.with("orders:read");
		assertThat(this.client.place("cup", 1).statusCode()).isEqualTo(403);
		assertThat(this.limiters.get("place").peek(this.client.customer()).remaining()).isEqualTo(10);
	}

	@Test
	void anOrderThatIsInvalidIsNotCounted() {
		this.client.with("orders:write");
		assertThat(this.client.place("", 1).statusCode()).isEqualTo(400);
		assertThat(this.limiters.get("place").peek(this.client.customer()).remaining()).isEqualTo(10);
	}

	@Test
	void reportsAreCountedByTenantAndAfterSecurity() {
		String tenant = "tenant" + this.client.customer().substring("customer".length());
		assertThat(this.client.with("orders:write").get("/reports/cup").statusCode()).isEqualTo(403);
		HttpResponse<String> answer = this.client.with("reports").get("/reports/cup");
		assertThat(answer.headers().firstValue("RateLimit-Policy"))
			.hasValueSatisfying((it) -> assertThat(it).contains("\"reports\";q=5;w=900"));
		assertThat(this.limiters.get("reports").peek(tenant).remaining()).isEqualTo(4);
		this.limiters.get("reports").tryAcquire(tenant, 4);
		assertRefused(this.client.get("/reports/cup"), "reports");
	}

	@Test
	void aPartnersPageCanReadThatItWasRefused() {
		this.client.with("orders:write");
		spend("place", this.client.customer());
		HttpResponse<String> refused = this.client.send("POST", "/orders", "{\"item\":\"cup\",\"quantity\":1}",
				"Content-Type", "application/json", "Origin", PARTNER);
		assertRefused(refused, "place");
		assertReadable(refused);
		spend("address", this.client.address());
		refused = this.client.get("/orders", "Origin", PARTNER);
		assertRefused(refused, "address");
		assertReadable(refused);
	}

	@Test
	void preflightsCostNothing() {
		spend("address", this.client.address());
		assertThat(this.client.send("OPTIONS", "/orders", null, "Origin", PARTNER, "Access-Control-Request-Method", "POST")
			.statusCode()).isEqualTo(200);
	}

	@Test
	void aMessageThatIsRefusedIsAnsweredByTheHandlerOfErrors() throws Exception {
		try (Stomp stomp = new Stomp(this.port)) {
			assertThat(stomp.price("cup")).isEqualTo("cup 6.25");
			this.limiters.get("prices").tryAcquire("cup", 4);
			assertThat(stomp.price("cup")).startsWith("RateLimitExceededException: Limit 'prices'");
			assertThat(stomp.price("teapot")).isEqualTo("teapot 24.50");
		}
	}

	@Test
	void aMessageOverARuleIsToldOfAndLeavesTheSessionOpen() throws Exception {
		try (Stomp stomp = new Stomp(this.port)) {
			spend("questions", "127.0.0.1");
			assertThat(stomp.price("cup")).contains("\"status\":429", "[\"questions\"]");
			this.limiters.get("questions").reset("127.0.0.1");
			assertThat(stomp.price("teapot")).isEqualTo("teapot 24.50");
		}
	}

	@Test
	void aMessageThatSecurityDeniesIsNotCounted() throws Exception {
		RateLimiter questions = this.limiters.get("questions");
		long before = questions.peek("127.0.0.1").remaining();
		try (Stomp stomp = new Stomp(this.port)) {
			stomp.ask("/app/price/staff", "cup");
			assertThat(stomp.price("teapot")).isEqualTo("teapot 24.50");
		}
		assertThat(questions.peek("127.0.0.1").remaining()).isEqualTo(before - 1);
	}

	@Test
	void aTaskThatIsRefusedIsPostponed() {
		await().atMost(Duration.ofSeconds(10)).until(() -> this.reminders.postponed() >= 2);
		assertThat(this.reminders.sent()).isEqualTo(3);
	}

	@Test
	void aRecordThatIsRefusedFailsForItsContainer() {
		this.client.with("orders:write");
		String order = this.client.place("cup", 1).headers().firstValue("Location").orElseThrow();
		String id = order.substring("/orders/".length());
		Warehouse warehouse = new Warehouse(this.containers);
		spend("shipments", "warehouse");
		assertThat(warehouse.failure(id)).hasRootCauseInstanceOf(RateLimitExceededException.class);
		assertThat(this.client.get(order).body()).contains("PLACED");
		this.limiters.get("shipments").reset("warehouse");
		warehouse.says(id);
		assertThat(this.client.get(order).body()).contains("SHIPPED");
	}

	private void spend(String limit, String key) {
		RateLimiter limiter = this.limiters.get(limit);
		assertThat(limiter.tryAcquire(key, limiter.peek(key).remaining()).allowed()).isTrue();
	}

	private static void assertRefused(HttpResponse<String> answer, String limit) {
		assertThat(answer.statusCode()).isEqualTo(429);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(answer.headers().allValues("Retry-After")).hasSize(1);
		assertThat(answer.body()).contains("\"violated-policies\":[\"" + limit + "\"]");
	}

	private static void assertReadable(HttpResponse<String> refused) {
		assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PARTNER);
		assertThat(refused.headers().allValues("Access-Control-Expose-Headers").toString()).contains("Retry-After");
	}

}
