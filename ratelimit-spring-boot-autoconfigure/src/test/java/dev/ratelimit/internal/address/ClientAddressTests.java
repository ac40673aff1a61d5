package dev.ratelimit.internal.address;

import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Addresses that an application resolves itself.
 */
class ClientAddressTests {

	private static final SomeSender SENDER = new SomeSender("127.0.0.1", List.of());

	@Test
	void aResolverThatFailsOrFindsNothingLeavesTheRemoteAddress() {
		HttpServletRequest request = new MockHttpServletRequest();
		assertThat(ofResolver((any) -> "").of(SENDER)).isEqualTo("127.0.0.1");
		assertThat(ofResolver((any) -> Collections.<String>emptyList().get(0)).of(SENDER)).isEqualTo("127.0.0.1");
	}

	@ParameterizedTest
	@CsvSource({ "2001:db8:1:2::3, 2001:db8:1:2::/64", "2001:db8:1:2::/64, 2001:db8:1:2::/64",
			"::ffff:198.51.100.7, 198.51.100.7", "198.51.100.7:80, 198.51.100.7",
			"[2001:db8:1:2::3]:80, 2001:db8:1:2::/64", "2002:c633:6407::1, 198.51.100.7", "everybody, everybody",
			"tenant:7, tenant:7" })
	void whoeverResolvesItAnAddressIsItsNetwork(String resolved, String client) {
		assertThat(ofResolver((any) -> resolved).of(SENDER)).isEqualTo(client);
	}

	private static ClientAddress ofResolver(AddressResolver resolver) {
		return new ClientAddress(resolver, 64, null);
	}

}
