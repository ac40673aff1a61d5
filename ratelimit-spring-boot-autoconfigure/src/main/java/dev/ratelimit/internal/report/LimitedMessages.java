package dev.ratelimit.internal.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.ratelimit.internal.messaging.MessageRuleDefinition;

/**
 * The rules by destination, for the start-up report.
 *
 * @param rules as configured
 */
public record LimitedMessages(List<MessageRuleDefinition> rules) implements LimitedCall.Source {

	@Override
	public Stream<LimitedCall> calls() {
		return this.rules.stream().map(LimitedMessages::call);
	}

	private static LimitedCall call(MessageRuleDefinition rule) {
		List<String> notes = new ArrayList<>();
		if (!rule.exclude().isEmpty()) {
			notes.add("except " + String.join(", ", rule.exclude()));
		}
		if (!rule.permits().equals("1")) {
			notes.add("permits " + rule.permits());
		}
		if (!rule.condition().isBlank()) {
			notes.add("if " + rule.condition());
		}
		return new LimitedCall("Messages to " + String.join(", ", rule.destinations()), rule.limits(),
				rule.key().isBlank() ? "user, else ip" : rule.key(), notes);
	}

}
