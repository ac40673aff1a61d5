package dev.ratelimit.compatibility.orders;

import org.junit.jupiter.api.Test;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

class StarterTests {

	@Test
	void theStarterIsThereIffTheRunSaysSo() {
		assertThat(ClassUtils.isPresent("dev.ratelimit.annotation.RateLimited", null))
			.isEqualTo(Boolean.getBoolean("starter"));
	}

}
