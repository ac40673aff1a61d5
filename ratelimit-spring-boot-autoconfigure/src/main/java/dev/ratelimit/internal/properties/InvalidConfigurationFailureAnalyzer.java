package dev.ratelimit.internal.properties;

import java.net.URL;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.check.Mistakes;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Reports mistakes in the rate limits' configuration or annotations: all of them, each
 * with its place. Where no limit was read at all, it names what was read. Comes before
 * Spring Boot's own analyzers, as a mistake found while binding also is a failure of
 * binding.
 */
@Order(0)
final class InvalidConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidConfigurationException> {

	private static final String HEADING = "The rate limits are not configured correctly:";

	private final ReadConfiguration configuration;

	InvalidConfigurationFailureAnalyzer(Environment environment) {
		this.configuration = new ReadConfiguration(environment);
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidConfigurationException cause) {
		List<InvalidConfigurationException> mistakes = Mistakes.in(cause).toList();
		String description = mistakes.stream().map(this::describe).collect(Collectors.joining("", HEADING, ""));
		String action = mistakes.stream()
			.flatMap(this::remedies)
			.distinct()
			.map((remedy) -> remedy + ".")
			.collect(Collectors.joining(System.lineSeparator()));
		if (this.configuration.hasLimits()) {
			return new FailureAnalysis(description, action, cause);
		}
		List<URL> hidden = this.configuration.hiddenFiles();
		return new FailureAnalysis(description + whatWasRead(hidden),
				hidden.isEmpty() ? action : action + System.lineSeparator() + remedyFor(hidden), cause);
	}

	private String describe(InvalidConfigurationException mistake) {
		Origin origin = this.configuration.originOf(mistake.where());
		Origin replaced = this.configuration.replaced(mistake.where());
		return "%n%n    %s%n        %s.%s%s".formatted(mistake.where(), mistake.problem(),
				(origin != null) ? "%n        (from %s)".formatted(origin) : "",
				(replaced != null) ? "%n        (this list replaces the one of %s)".formatted(replaced) : "");
	}

	private Stream<String> remedies(InvalidConfigurationException mistake) {
		return (this.configuration.replaced(mistake.where()) != null)
				? Stream.of(mistake.remedy(), PropertySchema.REPLACED) : Stream.of(mistake.remedy());
	}

	private String whatWasRead(List<URL> hidden) {
		List<String> files = this.configuration.files();
		String text = "%n%nThere is no property under 'ratelimit.limits'. Configuration files that were read: %s."
			.formatted(files.isEmpty() ? "none that holds a property" : String.join(", ", files));
		return hidden.isEmpty() ? text
				: text + "%nNot read, as another file of that name comes before it on the class path: %s."
					.formatted(hidden.stream().map(URL::toString).collect(Collectors.joining(", ")));
	}

	private static String remedyFor(List<URL> hidden) {
		return "If the limits are in a file that was not read: a file in src/test/resources hides the one of the same name in"
				+ " src/main/resources. Rename the test's, for example to application-test, which @ActiveProfiles(\"test\")"
				+ " reads in addition; or switch limits off in it with ratelimit.enabled=false.";
	}

}
