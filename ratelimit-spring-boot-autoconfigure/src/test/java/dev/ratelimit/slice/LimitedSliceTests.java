package dev.ratelimit.slice;

import dev.ratelimit.annotation.AutoConfigureRateLimits;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A slice that asks for limits.
 */
@WebMvcTest(excludeAutoConfiguration = ServletWebSecurityAutoConfiguration.class,
		properties = { "ratelimit.limits.api.rate=1/1d", "ratelimit.limits.page.rate=1/1d",
				"ratelimit.web.rules[0].limits=page", "ratelimit.web.rules[0].paths=/asked" })
@AutoConfigureRateLimits
class LimitedSliceTests {

	@Autowired
	MockMvcTester mvc;

	@Test
	void rulesAndAnnotationsLimit() {
		assertThat(this.mvc.get().uri("/greeting")).hasStatusOk();
		assertThat(this.mvc.get().uri("/greeting")).hasStatus(429);
		assertThat(this.mvc.get().uri("/asked")).hasStatusOk().hasBodyTextEqualTo("true");
		assertThat(this.mvc.get().uri("/asked")).hasStatus(429);
	}

}
