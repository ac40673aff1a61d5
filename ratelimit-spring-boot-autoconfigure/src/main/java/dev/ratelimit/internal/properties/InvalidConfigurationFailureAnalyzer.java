package dev.ratelimit.internal.properties;

import dev.ratelimit.InvalidConfigurationException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Reports a mistake in the rate limits' configuration or annotations. Comes before Spring
 * Boot's own analyzers, as one that is found while binding also is a failure of binding.
 */
@Order(0)
final class InvalidConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidConfigurationException cause) {
		return new FailureAnalysis("The rate limits are not configured correctly:%n%n    %s%n        %s."
			.formatted(cause.where(), cause.problem()), cause.remedy() + ".", cause);
	}

}
