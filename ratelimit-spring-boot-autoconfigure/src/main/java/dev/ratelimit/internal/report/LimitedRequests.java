package dev.ratelimit.internal.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.ratelimit.internal.http.NamedRule;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.http.Stage;
import dev.ratelimit.internal.http.WebRule;
import dev.ratelimit.internal.properties.RateLimitProperties;

/**
 * The rules, for the start-up report.
 *
 * @param rules as configured
 * @param compiled the same, compiled
 * @param security whether there is Spring Security
 */
public record LimitedRequests(List<NamedRule> rules, List<WebRule> compiled,
		boolean security) implements LimitedCall.Source {

	/** Parameters and parts, or the whole request in a bean's hands. */
	private static final Pattern READS_BODY = Pattern
		.compile("\\brequest\\s*([,)]|\\??\\.\\s*(get)?([Pp]arameter|[Pp]art|[Ii]nputStream|[Rr]eader))");

	/** Methods of requests whose parameters are those of the query. */
	private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS");

	@Override
	public Stream<LimitedCall> calls() {
		return IntStream.range(0, this.rules.size()).mapToObj(this::call);
	}

	/** As quickly as that of {@link RateLimitProperties}. */
	@Override
	public int hashCode() {
		return this.rules.size();
	}

	/** Whether a rule reads the body ahead of one that could refuse without. */
	private boolean readsTooEarly(int index) {
		return readsBody(index) && IntStream.range(index + 1, this.rules.size())
			.anyMatch((later) -> !readsBody(later) && stage(later) == stage(index));
	}

	private boolean readsBody(int index) {
		RuleDefinition rule = this.rules.get(index).rule();
		if (!rule.methods().isEmpty() && WITHOUT_BODY.containsAll(rule.methods())) {
			return false;
		}
		return Stream.of(key(index), rule.permits(), rule.condition())
			.anyMatch((expression) -> READS_BODY.matcher(expression).find());
	}

	private LimitedCall call(int index) {
		RuleDefinition rule = this.rules.get(index).rule();
		String methods = rule.methods().isEmpty() ? "" : String.join(", ", rule.methods()) + " ";
		List<String> notes = new ArrayList<>();
		LimitedCall.note(notes, "except ", String.join(", ", rule.exclude()));
		LimitedCall.notePermits(notes, rule.permits());
		LimitedCall.note(notes, "if ", rule.condition());
		LimitedCall.note(notes, "refunded when ", rule.refundWhen());
		LimitedCall.note(notes, "settled at ", rule.settle());
		LimitedCall.note(notes, "on plan ", this.compiled.get(index).check().planText());
		boolean after = stage(index) == Stage.AFTER_AUTHENTICATION;
		if (this.security) {
			notes.add(after ? "after authentication" : "before authentication");
		}
		else if (after) {
			notes.add("after the application's own filters");
		}
		if (readsTooEarly(index)) {
			notes.add("reads the request's body ahead of a rule that does not: a flood costs less the other way round");
		}
		String name = this.rules.get(index).name();
		String requests = methods + String.join(", ", rule.paths());
		return new LimitedCall(name.isEmpty() ? requests : "%s (%s)".formatted(name, requests), rule.limits(),
				key(index), notes);
	}

	private Stage stage(int index) {
		return this.compiled.get(index).stage();
	}

	private String key(int index) {
		return this.compiled.get(index).check().keyText();
	}

}
