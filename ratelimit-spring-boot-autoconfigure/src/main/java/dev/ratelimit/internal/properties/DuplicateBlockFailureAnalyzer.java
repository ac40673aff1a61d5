package dev.ratelimit.internal.properties;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;
import org.yaml.snakeyaml.error.Mark;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports a second {@code ratelimit:} block in one YAML document, which Spring Boot
 * reports by a stack trace only. Needs no environment, as there is none yet.
 */
final class DuplicateBlockFailureAnalyzer extends AbstractFailureAnalyzer<DuplicateKeyException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, DuplicateKeyException cause) {
		if (!("found duplicate key " + PropertySchema.ROOT).equals(cause.getProblem())) {
			return null;
		}
		return new FailureAnalysis(
				"The rate limits are not configured correctly:%n%n    ratelimit%n        two blocks of this name are in one YAML document: line %s and line %s."
					.formatted(line(cause.getContextMark()), line(cause.getProblemMark())),
				"Move what is in the second block into the first, or begin a new document with --- before it.", cause);
	}

	private static String line(@Nullable Mark mark) {
		return (mark != null) ? String.valueOf(mark.getLine() + 1) : "unknown";
	}

}
