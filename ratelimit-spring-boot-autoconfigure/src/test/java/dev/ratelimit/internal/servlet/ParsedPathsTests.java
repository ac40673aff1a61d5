package dev.ratelimit.internal.servlet;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import dev.ratelimit.internal.http.RulePath;
import jakarta.servlet.http.MappingMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.server.PathContainer;
import org.springframework.mock.web.MockHttpServletMapping;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockServletContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a path is read, and remembered.
 */
class ParsedPathsTests {

	private final ParsedPaths paths = new ParsedPaths();

	private RulePath read(String uri) {
		return this.paths.of(new MockHttpServletRequest("GET", uri));
	}

	@Test
	void aPathIsParsedOnceAndRememberedWithItsContext() {
		MockHttpServletRequest first = new MockHttpServletRequest("GET", "/app/a");
		first.setContextPath("/app");
		assertThat(this.paths.of(first).canonical().value()).isEqualTo("/a");
		assertThat(this.paths.of(first)).isSameAs(this.paths.of(first));
		assertThat(read("/app/a").canonical().value()).isEqualTo("/app/a");
		assertThat(this.paths.of(first).canonical().value()).isEqualTo("/a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "//app/a%20b%3B/c", "/app\\/a%20b%3B/c", "/app/a%20b%3B/c;d=%" })
	void aPathThatMvcCannotReadIsReadAsItWasMapped(String uri) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", uri);
		request.setContextPath("/app");
		((MockServletContext) request.getServletContext()).setContextPath("/app");
		request.setServletPath("/a b;/c");
		assertThat(names(this.paths.of(request))).contains("/a%20b%3B/c");
		request.setServletPath("/a b;");
		request.setPathInfo("/c");
		request.setHttpServletMapping(new MockHttpServletMapping("c", "/a b;/*", "other", MappingMatch.PATH));
		assertThat(names(this.paths.of(request))).contains("/a%20b%3B/c", "/c");
	}

	/** As a Jetty that has been made lenient does. */
	@ParameterizedTest
	@ValueSource(strings = { "/docs%252f/a.txt", "/docs%252Fa.txt", "/%2564ocs/a.txt" })
	void aPathThatIsEncodedTwiceIsReadDecodedTwiceToo(String uri) {
		RulePath path = read(uri);
		assertThat(names(path)).contains("/docs/a.txt");
		assertThat(path.canonical().value()).isNotEqualTo("/docs/a.txt");
	}

	@Test
	void aContextPathThatTheServerCannotFindIsTheApplications() {
		MockServletContext context = new MockServletContext();
		context.setContextPath("/app");
		MockHttpServletRequest request = new MockHttpServletRequest(context, "GET", "/app\\/a") {

			@Override
			public String getContextPath() {
				throw new IllegalStateException("as Tomcat says");
			}

		};
		request.setServletPath("/a");
		assertThat(names(this.paths.of(request))).contains("/a");
		assertThat(this.paths.of(request)).isSameAs(this.paths.of(request));
	}

	private static Stream<String> names(RulePath path) {
		return path.readings()
			.stream()
			.flatMap((reading) -> Stream.of(reading.within(), reading.outer()).filter(Objects::nonNull))
			.map(PathContainer::value);
	}

	@Test
	void aLongPathIsNotRemembered() {
		String longest = "/" + "a".repeat(127);
		assertThat(read(longest)).isSameAs(read(longest));
		assertThat(read(longest + "b")).isNotSameAs(read(longest + "b"));
	}

	@Test
	void pathsThatShareASlotAreToldApart() {
		List<String> all = new ArrayList<>();
		for (int i = 0; i < 2_000; i++) {
			all.add("/path/" + i);
		}
		for (String path : all) {
			assertThat(read(path).target().uri()).isEqualTo(path);
		}
		for (String path : all) {
			assertThat(read(path).target().uri()).isEqualTo(path);
		}
		String last = all.get(all.size() - 1);
		assertThat(read(last)).isSameAs(read(last));
	}

	/** They need not be looked for in one slot only. */
	@Test
	void pathsAreSpreadOverTheSlots() {
		List<Object> parsed = new ArrayList<>();
		for (int i = 0; i < 64; i++) {
			parsed.add(read("/path/" + i));
		}
		int kept = 0;
		for (int i = 0; i < 64; i++) {
			kept += (read("/path/" + i) == parsed.get(i)) ? 1 : 0;
		}
		assertThat(kept).isGreaterThan(32);
	}

}
