package dev.ratelimit.internal.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.ratelimit.internal.method.LimitedMethod;

/**
 * The annotated methods, for the start-up report.
 *
 * @param methods those that are limited, once the beans are there
 */
public record LimitedMethods(Supplier<List<LimitedMethod>> methods) implements LimitedCall.Source {

	@Override
	public Stream<LimitedCall> calls() {
		List<LimitedMethod> limited = this.methods.get();
		UnaryOperator<String> names = ShortNames.of(limited.stream().map(LimitedMethod::method).toList());
		return limited.stream().map((method) -> call(method, names.apply(method.method())));
	}

	private static LimitedCall call(LimitedMethod method, String name) {
		List<String> notes = new ArrayList<>();
		LimitedCall.notePermits(notes, method.permits());
		LimitedCall.note(notes, "if ", method.condition());
		LimitedCall.note(notes, "", (method.maxWait() != null) ? LimitedCall.waiting(method.maxWait()) : null);
		LimitedCall.note(notes, "refunded when ", method.refundWhen());
		LimitedCall.note(notes, "settled at ", method.settle());
		LimitedCall.note(notes, "on plan ", method.plan());
		return new LimitedCall(name, method.limits(), method.key(), notes);
	}

}
