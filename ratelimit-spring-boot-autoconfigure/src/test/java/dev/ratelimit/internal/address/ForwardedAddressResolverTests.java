package dev.ratelimit.internal.address;

import java.util.Enumeration;
import java.util.List;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.servlet.ForwardedAddressResolver;
import dev.ratelimit.internal.servlet.RequestSender;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ForwardedAddressResolverTests {

	private static final List<String> TRUSTED = List.of("10.0.0.0/8", "2001:db8:aaaa::/48");

	private static String resolve(String header, @Nullable String remote, String... lines) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr(remote);
		for (String line : lines) {
			request.addHeader(header, line);
		}
		return client(header, TRUSTED, 64, request);
	}

	private static String client(String header, List<String> trusted, int ipv6Prefix, HttpServletRequest request) {
		AddressResolver resolver = new ForwardedAddressResolver(new ForwardedAddresses(header, trusted));
		return new ClientAddress(resolver, ipv6Prefix, null).of(new RequestSender(request));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
			// the nearest untrusted address, whatever is written to the left of it
			"198.51.100.7 | 198.51.100.7", "6.6.6.6, 198.51.100.7 | 198.51.100.7",
			"6.6.6.6, 198.51.100.7, 10.1.1.1 | 198.51.100.7", "10.9.9.9, 10.8.8.8 | 10.9.9.9", "  | 10.0.0.1",
			", ,198.51.100.7 ,, | 198.51.100.7", ",10.3.3.3 | 10.3.3.3",
			// ports, brackets, quotes
			"198.51.100.7:4711 | 198.51.100.7", "[2001:db8:1:2::3]:4711 | 2001:db8:1:2::/64",
			"[2001:db8:1:2::3] | 2001:db8:1:2::/64", "2001:DB8:1:2:0:0:0:3 | 2001:db8:1:2::/64",
			"\"198.51.100.7\" | 198.51.100.7", "\"[2001:db8:1:2::3]:80\" | 2001:db8:1:2::/64",
			"[::ffff:198.51.100.7] | 198.51.100.7", "fe80::1%eth0 | fe80::/64", "::ffff:198.51.100.7 | 198.51.100.7",
			"::ffff:c633:6407 | 198.51.100.7", "198.51.100.7, 2001:db8:aaaa::1 | 198.51.100.7",
			// what cannot be read ends the walk at the nearest trusted hop
			"198.51.100.7, unknown | 10.0.0.1", "198.51.100.7, _hidden, 10.3.3.3 | 10.3.3.3",
			"198.51.100.7, garbage | 10.0.0.1", "198.51.100.256 | 10.0.0.1", "198.51.100 | 10.0.0.1",
			"198.51.100.7.8 | 10.0.0.1", "198.051.100.7 | 10.0.0.1", "localhost | 10.0.0.1",
			"[198.51.100.7] | 10.0.0.1", "[2001:db8::1 | 10.0.0.1", "2001:db8::1] | 10.0.0.1",
			"[2001:db8::1]x | 10.0.0.1", "1::2::3 | 10.0.0.1", "1:2:3:4:5:6:7:8:9 | 10.0.0.1", "12345::1 | 10.0.0.1",
			"0x7f.1 | 10.0.0.1", "2130706433 | 10.0.0.1", ": | 10.0.0.1", "[] | 10.0.0.1", "\" | 10.0.0.1",
			"\"198.51.100.7 | 10.0.0.1", "१९८.51.100.7 | 10.0.0.1", "for=198.51.100.7 | 10.0.0.1" })
	void xForwardedFor(String line, String client) {
		assertThat(resolve("X-Forwarded-For", "10.0.0.1", (line != null) ? line : "")).isEqualTo(client);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			value = { "for=198.51.100.7 | 198.51.100.7",
					"For=\"[2001:db8:cafe::17]:4711\";proto=https;by=203.0.113.43 | 2001:db8:cafe::/64",
					"by=203.0.113.43; for = \"198.51.100.7:80\" ;host=a | 198.51.100.7",
					"for=6.6.6.6, for=198.51.100.7;proto=http, for=10.2.2.2 | 198.51.100.7",
					"for=6.6.6.6;host=\"a,for=7.7.7.7\" | 6.6.6.6", "for=\"6.6.6.6, for=198.51.100.7 | 198.51.100.7",
					"for=6.6.6.6, for=198.51.100.7;host=\"a\\\\\" | 198.51.100.7",
					"for=6.6.6.6, for=198.51.100.7;host=\"a\\\\\\\", for=7.7.7.7\" | 198.51.100.7",
					"host=\"a;for=6.6.6.6\";for=198.51.100.7 | 198.51.100.7",
					"for=198.51.100.7, for=_hidden | 10.0.0.1", "for=198.51.100.7, for=unknown | 10.0.0.1",
					"for=198.51.100.7, proto=http | 10.0.0.1", "for=6.6.6.6;for=198.51.100.7 | 10.0.0.1",
					"198.51.100.7 | 10.0.0.1", "for= | 10.0.0.1", "=198.51.100.7 | 10.0.0.1", "; | 10.0.0.1" })
	void forwarded(String line, String client) {
		assertThat(resolve("Forwarded", "10.0.0.1", line)).isEqualTo(client);
	}

	@ParameterizedTest
	@CsvSource({ "198.51.100.7, 198.51.100.7", "2001:db8:1:2::3, 2001:db8:1:2::/64",
			"[2001:db8:1:2::3]:4711, 2001:db8:1:2::/64", "::ffff:198.51.100.7, 198.51.100.7",
			"' 198.51.100.7 ', 198.51.100.7", "64:ff9b::c633:6407, 198.51.100.7", "'6.6.6.6, 198.51.100.7', 10.0.0.1",
			"unknown, 10.0.0.1", "'', 10.0.0.1" })
	void aHeaderThatHoldsOneAddress(String value, String client) {
		for (String header : List.of("CF-Connecting-IP", "X-Real-IP", "True-Client-IP", "Fly-Client-IP")) {
			assertThat(resolve(header, "10.0.0.1", value)).isEqualTo(client);
			assertThat(resolve(header, "203.0.113.1", value)).as("from a stranger").isEqualTo("203.0.113.1");
		}
	}

	@Test
	void ofSeveralAddressesNoneIsBelieved() {
		assertThat(resolve("X-Real-IP", "10.0.0.1", "6.6.6.6", "198.51.100.7")).isEqualTo("10.0.0.1");
		assertThat(resolve("X-Real-IP", "10.0.0.1")).isEqualTo("10.0.0.1");
	}

	/** As Jetty, and servers behind gateways, write it. */
	@ParameterizedTest
	@CsvSource({ "[2001:db8:1:2::3], 2001:db8:1:2::/64", "203.0.113.7:50001, 203.0.113.7",
			"[2001:db8:1:2::3]:50001, 2001:db8:1:2::/64", "[fe80::1%eth0], fe80::/64",
			"[::ffff:203.0.113.7], 203.0.113.7", "64:ff9b::203.0.113.7, 203.0.113.7",
			"2002:cb00:7107:9:8:7:6:5, 203.0.113.7", "2001:0:4136:e378:8000:63bf:34ff:8ef8, 203.0.113.7",
			"64:ff9b:0:0:1::203.0.113.7, 64:ff9b::/64", "2001:1:4136:e378:8000:63bf:34ff:8ef8, 2001:1:4136:e378::/64" })
	void thePeersAddressIsReadLikeAnElement(String remote, String client) {
		assertThat(resolve("X-Forwarded-For", remote, "198.51.100.7")).isEqualTo(client);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[2001:db8:aaaa::1]", "10.0.0.1:50001", "[2001:db8:aaaa::1%2]:80", "[::ffff:10.0.0.1]" })
	void aTrustedPeerIsRecognizedLikeAnElement(String remote) {
		assertThat(resolve("X-Forwarded-For", remote, "198.51.100.7")).isEqualTo("198.51.100.7");
	}

	/** Whoever writes the address chooses what is embedded in it. */
	@ParameterizedTest
	@ValueSource(strings = { "2002:a00:1::1", "64:ff9b::10.0.0.1", "2001::f5ff:fffe" })
	void anEmbeddedAddressIsNotTrusted(String remote) {
		assertThat(resolve("X-Forwarded-For", remote, "198.51.100.7")).isEqualTo("10.0.0.1");
	}

	@Test
	void severalLinesAreOneList() {
		assertThat(resolve("X-Forwarded-For", "10.0.0.1", "6.6.6.6", "198.51.100.7, 10.1.1.1", "10.2.2.2"))
			.isEqualTo("198.51.100.7");
	}

	@ParameterizedTest
	@CsvSource({ "203.0.113.1, 203.0.113.1", "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64", "0:0:0:0:0:0:0:1, ::/64",
			"0:0:0:0:0:ffff:cb00:7101, 203.0.113.1", "::ffff:203.0.113.1, 203.0.113.1", "fe80::1%2, fe80::/64" })
	void aHeaderFromAnUntrustedPeerIsIgnored(String remote, String client) {
		assertThat(resolve("X-Forwarded-For", remote, "198.51.100.7")).isEqualTo(client);
	}

	@Test
	void aTrustedProxyIsRecognizedHoweverItsAddressIsWritten() {
		assertThat(resolve("X-Forwarded-For", "::ffff:10.0.0.1", "198.51.100.7")).isEqualTo("198.51.100.7");
		assertThat(resolve("X-Forwarded-For", "2001:db8:aaaa:0:0:0:0:9", "198.51.100.7")).isEqualTo("198.51.100.7");
	}

	@ParameterizedTest
	@CsvSource({ "128, 2001:db8:ffff:ffff:ffff:ffff:ffff:1", "127, 2001:db8:ffff:ffff:ffff:ffff:ffff:0/127",
			"65, 2001:db8:ffff:ffff:8000::/65", "56, 2001:db8:ffff:ff00::/56", "1, ::/1" })
	void ipv6IsMaskedToThePrefix(int prefix, String client) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr("2001:db8:ffff:ffff:ffff:ffff:ffff:1");
		assertThat(client("X-Forwarded-For", List.of(), prefix, request)).isEqualTo(client);
	}

	@Test
	void withoutProxiesAnIpv6AddressIsMaskedHoweverShortItIs() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr("::1");
		assertThat(client("X-Forwarded-For", List.of(), 64, request)).isEqualTo("::/64");
	}

	@Test
	void withoutProxiesAnIpv4AddressIsTakenAsItIs() {
		String remote = new String("198.51.100.7");
		MockHttpServletRequest request = new MockHttpServletRequest() {

			@Override
			public String getRemoteAddr() {
				return remote;
			}

			@Override
			public Enumeration<String> getHeaders(String name) {
				throw new AssertionError("must not read headers");
			}

		};
		assertThat(client("X-Forwarded-For", List.of(), 64, request)).isSameAs(remote);
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "proxy.example", "2001:db8::/129", "", "/8",
			"10.0.0/8", "10.0.0.0/8/8" })
	void aBadBlockIsAStartUpFailure(String block) {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> new ForwardedAddresses("Forwarded", List.of("10.0.0.0/8", block)))
			.satisfies((ex) -> {
				assertThat(ex.where()).isEqualTo("ratelimit.web.trusted-proxies[1]");
				assertThat(ex.problem()).contains("'" + block + "'");
			});
	}

	@Test
	void aBadHeaderOrPrefixIsAStartUpFailure() {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> new ForwardedAddresses("X-Forwarded-Fro", List.of()))
			.withMessageContaining("'X-Forwarded-Fro' is no header of addresses (did you mean 'X-Forwarded-For'?)");
		for (String header : List.of("", "X Real IP", "X-Real-IP:", "X-Forwarded-Host", "Forwarded-For")) {
			assertThatExceptionOfType(InvalidConfigurationException.class)
				.isThrownBy(() -> new ForwardedAddresses(header, List.of()))
				.withMessageContaining("'" + header + "'");
		}
		for (int prefix : new int[] { 0, -1, 129 }) {
			assertThatExceptionOfType(InvalidConfigurationException.class)
				.isThrownBy(() -> client("Forwarded", List.of(), prefix, new MockHttpServletRequest()))
				.withMessageContaining("ratelimit.web.ipv6-prefix");
		}
	}

	/** A Unix domain socket, say. */
	@Test
	void aRemoteAddressThatIsNoneIsTakenAsItIs() {
		assertThat(resolve("X-Forwarded-For", "local", "198.51.100.7")).isEqualTo("local");
		assertThat(resolve("X-Forwarded-For", null, "198.51.100.7")).isEqualTo("unknown");
	}

}
