package dev.ratelimit.compatibility.orders;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@OrdersTest
class ServerTests {

	@Value("${local.server.port}")
	private int port;

	@Autowired
	private Reminders reminders;

	@Autowired
	private KafkaListenerEndpointRegistry containers;

	@Test
	void healthIsPublic() {
		assertThat(client().get("/actuator/health").body()).contains("\"status\":\"UP\"");
	}

	@Test
	void theDescriptionOfTheApiIsPublic() {
		assertThat(client().get("/docs/index.html").body()).contains("openapi.yaml");
		assertThat(client().get("/docs/openapi.yaml").body()).contains("/orders/{id}:", "TooManyRequests");
	}

	@Test
	void aCallWithoutATokenIsUnauthorized() {
		HttpResponse<String> answer = client().get("/orders");
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.headers().firstValue("WWW-Authenticate"))
			.hasValueSatisfying((it) -> assertThat(it).startsWith("Bearer"));
	}

	@Test
	void aTokenThatIsNoneIsUnauthorized() {
		assertThat(client().withToken("nonsense").get("/orders").statusCode()).isEqualTo(401);
	}

	@Test
	void aTokenThatHasExpiredIsUnauthorized() {
		Client client = client();
		String token = client.token(Client.SECRET, Instant.now().minusSeconds(600), "orders:write");
		assertThat(client.withToken(token).get("/orders").statusCode()).isEqualTo(401);
	}

	@Test
	void aTokenThatSomebodyElseSignedIsUnauthorized() {
		Client client = client();
		String token = client.token(Client.SECRET.toUpperCase(), Instant.now().plusSeconds(600), "orders:write");
		assertThat(client.withToken(token).get("/orders").statusCode()).isEqualTo(401);
	}

	@Test
	void aCustomerPlacesFindsAndCancels() {
		Client client = client().with("orders:write");
		String order = client.place("teapot", 1).headers().firstValue("Location").orElseThrow();
		assertThat(client.get(order).body()).contains(client.customer(), "PLACED");
		assertThat(client.send("DELETE", order, null).statusCode()).isEqualTo(204);
		assertThat(client.get(order).body()).contains("CANCELLED");
	}

	@Test
	void aPartnersPagesMayCall() {
		HttpResponse<String> answer = client().with("orders:write").get("/orders", "Origin", "https://partner.example");
		assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://partner.example");
		HttpResponse<String> preflight = preflight(client(), "https://partner.example");
		assertThat(preflight.statusCode()).isEqualTo(200);
		assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods")).isPresent();
	}

	@Test
	void pagesOfOthersMayNotCall() {
		assertThat(preflight(client(), "https://evil.example").statusCode()).isEqualTo(403);
	}

	@Test
	void pricesAreAnswered() throws Exception {
		try (Stomp stomp = new Stomp(this.port)) {
			assertThat(stomp.price("teapot")).isEqualTo("teapot 24.50");
		}
	}

	@Test
	void aPriceThatIsUnknownIsAnErrorOfItsOwn() throws Exception {
		try (Stomp stomp = new Stomp(this.port)) {
			assertThat(stomp.price("sofa")).isEqualTo("NoSuchElementException: No price of sofa");
		}
	}

	@Test
	void remindersAreSentAgainAndAgain() {
		await().atMost(Duration.ofSeconds(10)).until(() -> this.reminders.sent() >= 2);
	}

	@Test
	void whatTheWarehouseShippedIsShipped() {
		Client client = client().with("orders:write");
		String order = client.place("cup", 1).headers().firstValue("Location").orElseThrow();
		new Warehouse(this.containers).says(order.substring("/orders/".length()));
		assertThat(client.get(order).body()).contains("SHIPPED");
	}

	@Test
	void whatTheWarehouseCannotHaveShippedFails() {
		assertThat(new Warehouse(this.containers).failure("999999")).hasRootCauseMessage("No order 999999");
	}

	private Client client() {
		return new Client(this.port);
	}

	private static HttpResponse<String> preflight(Client client, String origin) {
		return client.send("OPTIONS", "/orders", null, "Origin", origin, "Access-Control-Request-Method", "POST",
				"Access-Control-Request-Headers", "authorization");
	}

}
