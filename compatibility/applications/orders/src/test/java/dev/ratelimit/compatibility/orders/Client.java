package dev.ratelimit.compatibility.orders;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import javax.crypto.spec.SecretKeySpec;

import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/**
 * A customer's program, with an address of its own, which the proxy in front of the API
 * would have written down.
 */
final class Client {

	static final String SECRET = "what-signs-the-tokens-of-this-api";

	private static final AtomicInteger CLIENTS = new AtomicInteger();

	private final HttpClient client = HttpClient.newHttpClient();

	private final int number = CLIENTS.incrementAndGet();

	private List<String> authorization = List.of();

	private final int port;

	Client(int port) {
		this.port = port;
	}

	String address() {
		return "203.0.113." + this.number;
	}

	String customer() {
		return "customer-" + this.number;
	}

	/** Carries a token of the customer's for these scopes, separated by spaces. */
	Client with(String scopes) {
		return withToken(token(SECRET, Instant.now().plusSeconds(600), scopes));
	}

	Client withToken(String token) {
		this.authorization = List.of("Authorization", "Bearer " + token);
		return this;
	}

	String token(String secret, Instant expires, String scopes) {
		JwtClaimsSet claims = JwtClaimsSet.builder()
			.subject(customer())
			.issuedAt(expires.minusSeconds(900))
			.expiresAt(expires)
			.claim("scope", scopes)
			.claim("tenant", "tenant-" + this.number)
			.build();
		SecretKeySpec key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
		return new NimbusJwtEncoder(new ImmutableSecret<>(key))
			.encode(JwtEncoderParameters.from(JwsHeader.with(MacAlgorithm.HS256).build(), claims))
			.getTokenValue();
	}

	HttpResponse<String> get(String path, String... headers) {
		return send("GET", path, null, headers);
	}

	HttpResponse<String> place(String item, int quantity) {
		return post("{\"item\":\"%s\",\"quantity\":%d}".formatted(item, quantity));
	}

	HttpResponse<String> post(String json) {
		return send("POST", "/orders", json, "Content-Type", "application/json");
	}

	HttpResponse<String> send(String method, String path, String body, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.header("X-Forwarded-For", address())
			.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody());
		for (List<String> each : List.of(this.authorization, List.of(headers))) {
			if (!each.isEmpty()) {
				request.headers(each.toArray(String[]::new));
			}
		}
		try {
			return this.client.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
