package dev.ratelimit.internal.servlet;

import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

class LimitedResponseTests {

	@Test
	void aResetKeepsWhatIsSaidOfLimits() {
		MockHttpServletResponse bare = new MockHttpServletResponse();
		bare.setHeader("RateLimit", "\"api\";r=1");
		LimitedResponse response = new LimitedResponse(bare);
		response.setHeader("Content-Disposition", "attachment");
		response.reset();
		assertThat(bare.getHeaders("RateLimit")).containsExactly("\"api\";r=1");
		assertThat(bare.getHeaderNames()).containsExactly("RateLimit");
		response.setHeader("RateLimit", "\"api\";r=0");
		assertThat(bare.getHeaders("RateLimit")).as("another server's").containsExactly("\"api\";r=1");
	}

}
