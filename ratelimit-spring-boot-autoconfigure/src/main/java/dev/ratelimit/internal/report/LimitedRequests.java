package dev.ratelimit.internal.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.http.Stage;
import org.jspecify.annotations.Nullable;

/**
 * The rules, for the start-up report.
 *
 * @param rules as configured
 * @param stages when each of them decides; empty if there is no authentication
 */
public record LimitedRequests(List<RuleDefinition> rules, List<Stage> stages) implements LimitedCall.Source {

	@Override
	public Stream<LimitedCall> calls() {
		return IntStream.range(0, this.rules.size())
			.mapToObj((i) -> call(this.rules.get(i), this.stages.isEmpty() ? null : this.stages.get(i)));
	}

	private static LimitedCall call(RuleDefinition rule, @Nullable Stage stage) {
		String methods = rule.methods().isEmpty() ? "" : String.join(", ", rule.methods()) + " ";
		List<String> notes = new ArrayList<>();
		add(notes, "except ", String.join(", ", rule.exclude()));
		add(notes, "permits ", rule.permits().equals("1") ? "" : rule.permits());
		add(notes, "if ", rule.condition());
		add(notes, "refunded when ", rule.refundWhen());
		if (stage != null) {
			notes.add((stage == Stage.AFTER_AUTHENTICATION) ? "after authentication" : "before authentication");
		}
		return new LimitedCall(methods + String.join(", ", rule.paths()), rule.limits(), rule.key(), notes);
	}

	private static void add(List<String> notes, String label, String text) {
		if (!text.isBlank()) {
			notes.add(label + text);
		}
	}

}
