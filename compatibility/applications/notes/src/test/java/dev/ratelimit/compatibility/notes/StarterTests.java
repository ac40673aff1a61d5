package dev.ratelimit.compatibility.notes;

import org.junit.jupiter.api.Test;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

class StarterTests {

	@Test
	void theStarterIsThereIffTheRunSaysSo() {
		assertThat(ClassUtils.isPresent("dev.ratelimit.annotation.RateLimited", null))
			.isEqualTo(Boolean.getBoolean("starter"));
	}

	@Test
	void thereIsNothingOfServlets() {
		assertThat(ClassUtils.isPresent("jakarta.servlet.Servlet", null)).isFalse();
		assertThat(ClassUtils.isPresent("org.springframework.web.servlet.DispatcherServlet", null)).isFalse();
	}

}
