package dev.ratelimit.internal.http;

import java.util.List;

import dev.ratelimit.internal.http.RulePath.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

class PathReadingsTests {

	private static List<PathContainer> readings(String path) {
		PathReadings readings = new PathReadings(new Target(path, "", null, null), "");
		readings.addSent(PathContainer.parsePath(path), null);
		readings.addFolded("");
		return readings.path().readings().stream().map(RulePath.Reading::within).toList();
	}

	/** A segment that a decoder would make several of, and slashes at the end. */
	@ParameterizedTest
	@CsvSource({ "/route/a%2f..;/", "/route/a%2f..//", "/route/%2e%2e%2fa/", "/route/a/" })
	void aFilterMayTakeTheTrailingSlashOffAndLeaveTheRest(String path) {
		PathPattern pattern = PathPatternParser.defaultInstance.parse("/route/{name}");
		assertThat(readings(path)).anyMatch(pattern::matches);
	}

	@ParameterizedTest
	@CsvSource({ "/", "//", "/api", "/api/a%2fb" })
	void aPathWithoutOneHasNoFurtherReading(String path) {
		assertThat(readings(path)).doesNotHaveDuplicates();
		assertThat(readings(path).get(0).value()).isNotEmpty();
	}

}
