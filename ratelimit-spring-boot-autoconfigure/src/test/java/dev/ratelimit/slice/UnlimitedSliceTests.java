package dev.ratelimit.slice;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A slice that does not ask for limits.
 */
@WebMvcTest(excludeAutoConfiguration = ServletWebSecurityAutoConfiguration.class)
class UnlimitedSliceTests {

	@Autowired
	MockMvcTester mvc;

	@Test
	void anInjectedRegistryAdmitsEverything() {
		for (int i = 0; i < 3; i++) {
			assertThat(this.mvc.get().uri("/greeting")).hasStatusOk();
			assertThat(this.mvc.get().uri("/asked")).hasBodyTextEqualTo("true");
		}
	}

}
