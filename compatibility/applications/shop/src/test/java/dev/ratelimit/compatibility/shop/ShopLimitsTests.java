package dev.ratelimit.compatibility.shop;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;

@ShopTest
class ShopLimitsTests {

	private static final String PROBLEM = "application/problem+json";

	@Value("${local.server.port}")
	private int port;

	@Autowired
	private RateLimiterRegistry limiters;

	@Autowired
	private Purchases purchases;

	private Browser browser;

	@BeforeEach
	void visit() {
		this.browser = new Browser(this.port);
	}

	private void spend(String limit, String key) {
		RateLimiter limiter = this.limiters.get(limit);
		assertThat(limiter.tryAcquire(key, limiter.peek(key).remaining()).allowed()).isTrue();
	}

	@Test
	void aVisitorWhoAskedForTooManyPagesGetsThePageForThat() {
		spend("pages", this.browser.address());
		HttpResponse<String> refused = this.browser.get("/");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.body()).contains("One moment, please", "<title>Too many requests - Shop</title>");
		assertThat(refused.headers().allValues("Retry-After")).hasSize(1);
		assertThat(refused.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(new Browser(this.port).get("/").statusCode()).isEqualTo(200);
	}

	@Test
	void aProgramThatAskedForTooManyPagesGetsAProblemDocument() {
		spend("pages", this.browser.address());
		HttpResponse<String> refused = this.browser.get("/", "Accept", "application/json");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().firstValue("Content-Type")).hasValue(PROBLEM);
		assertThat(refused.body()).contains("\"violated-policies\":[\"pages\"]");
	}

	@Test
	void fiveWrongPasswordsCloseANameHoweverItIsWritten() {
		for (String name : List.of("ada", "ADA", "ada ", " Ada", "\uff41da")) {
			assertThat(this.browser.signIn(name, "wrong").statusCode()).as(name).isEqualTo(302);
		}
		assertThat(this.browser.signIn("Ada", "secret").statusCode()).isEqualTo(429);
		assertThat(new Browser(this.port).signIn("ada", "secret").statusCode()).isEqualTo(429);
		assertThat(this.browser.signIn("grace", "secret").statusCode()).isEqualTo(302);
		this.limiters.get("login-name").reset("ada");
	}

	@Test
	void theRightPasswordIsNotCounted() {
		for (int i = 0; i < 7; i++) {
			assertThat(new Browser(this.port).signIn("sam", "secret").statusCode()).isEqualTo(302);
		}
		assertThat(this.limiters.get("login-name").peek("sam").remaining()).isEqualTo(5);
	}

	@Test
	void namesThatAreMadeUpAreBoundedByTheAddress() {
		for (int i = 0; i < 30; i++) {
			assertThat(this.browser.signIn("nobody" + i, "wrong").statusCode()).isEqualTo(302);
		}
		assertThat(this.browser.signIn("nobody", "wrong").statusCode()).isEqualTo(429);
		assertThat(new Browser(this.port).signIn("nobody", "wrong").statusCode()).isEqualTo(302);
	}

	@Test
	void aCheckoutThatIsRefusedBuysNothingAndKeepsTheCart() {
		this.browser.post("/cart", Map.of("product", "2"));
		this.browser.signIn("grace", "secret");
		int before = this.purchases.findByCustomerOrderById("grace").size();
		spend("checkout", "grace");
		HttpResponse<String> refused = this.browser.post("/checkout", Map.of());
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.body()).contains("One moment, please");
		assertThat(this.purchases.findByCustomerOrderById("grace")).hasSize(before);
		assertThat(this.browser.get("/cart").body()).contains("Cup");
		this.limiters.get("checkout").reset("grace");
	}

	@Test
	void searchingIsLimitedByAddress() {
		assertThat(this.browser.get("/search?q=tea").headers().firstValue("RateLimit-Policy"))
			.hasValueSatisfying((it) -> assertThat(it).contains("\"pages\"", "\"search\";q=30;w=3600"));
		this.limiters.get("search").tryAcquire(this.browser.address(), 29);
		assertThat(this.browser.get("/search?q=tea").statusCode()).isEqualTo(429);
		assertThat(new Browser(this.port).get("/search?q=tea").statusCode()).isEqualTo(200);
	}

	@Test
	void reviewsAreCountedByCustomerAndOnlyWhenSignedIn() {
		Map<String, String> review = Map.of("text", "Nice");
		assertThat(this.browser.post("/products/1/reviews", review).statusCode()).isEqualTo(302);
		this.browser.signIn("sam", "secret");
		assertThat(this.browser.post("/products/1/reviews", review).statusCode()).isEqualTo(302);
		assertThat(this.limiters.get("reviews").peek("sam").remaining()).isEqualTo(9);
		this.limiters.get("reviews").tryAcquire("sam", 9);
		assertThat(this.browser.post("/products/1/reviews", review).statusCode()).isEqualTo(429);
		this.limiters.get("reviews").reset("sam");
	}

}
