package dev.ratelimit.compatibility.notes;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import javax.crypto.spec.SecretKeySpec;

import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/**
 * A program that calls the API for one author.
 */
final class Client extends Caller {

	static final String SECRET = "what-signs-the-tokens-of-these-notes";

	private String token;

	Client(int port) {
		super(HttpClient.newHttpClient(), port);
	}

	String author() {
		return "author-" + number();
	}

	String tenant() {
		return "tenant-" + number();
	}

	/** Carries a token of the author's for these scopes, separated by spaces. */
	Client with(String scopes) {
		return withToken(token(SECRET, Instant.now().plusSeconds(600), scopes, "free"));
	}

	Client withPlan(String plan) {
		return withToken(token(SECRET, Instant.now().plusSeconds(600), "notes:write", plan));
	}

	Client withToken(String token) {
		this.token = token;
		return this;
	}

	String token(String secret, Instant expires, String scopes, String plan) {
		JwtClaimsSet claims = JwtClaimsSet.builder()
			.subject(author())
			.issuedAt(expires.minusSeconds(900))
			.expiresAt(expires)
			.claim("scope", scopes)
			.claim("tenant", tenant())
			.claim("plan", plan)
			.build();
		SecretKeySpec key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
		return new NimbusJwtEncoder(new ImmutableSecret<>(key))
			.encode(JwtEncoderParameters.from(JwsHeader.with(MacAlgorithm.HS256).build(), claims))
			.getTokenValue();
	}

	HttpResponse<String> write(String title) {
		return post("{\"title\":\"%s\",\"text\":\"\"}".formatted(title));
	}

	/** Where the note is that was just written. */
	String written(String title) {
		return write(title).headers().firstValue("Location").orElseThrow();
	}

	HttpResponse<String> post(String json, String... headers) {
		String[] all = new String[headers.length + 2];
		System.arraycopy(headers, 0, all, 2, headers.length);
		all[0] = "Content-Type";
		all[1] = "application/json";
		return send("POST", "/api/notes", json, all);
	}

	@Override
	HttpRequest.Builder request(String path, String... headers) {
		HttpRequest.Builder request = super.request(path, headers);
		return (this.token != null) ? request.header("Authorization", "Bearer " + this.token) : request;
	}

}
