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
		LimitedCall.note(notes, "except ", String.join(", ", rule.exclude()));
		LimitedCall.notePermits(notes, rule.permits());
		LimitedCall.note(notes, "if ", rule.condition());
		return new LimitedCall("Messages to " + String.join(", ", rule.destinations()), rule.limits(),
				rule.key().isBlank() ? "user, else ip" : rule.key(), notes);
	}

}
