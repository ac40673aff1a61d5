package dev.ratelimit.autoconfigure;

import java.util.Arrays;

import dev.ratelimit.internal.properties.NumbersAsText;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.IgnoreErrorsBindHandler;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Reads the switches as they are bound, so that {@code on} and {@code no} mean the same
 * to a condition as to the properties. One that can't be read is on, and stops the start
 * together with the other mistakes.
 */
final class OnRateLimitCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		MergedAnnotation<ConditionalOnRateLimit> annotation = metadata.getAnnotations()
			.get(ConditionalOnRateLimit.class);
		Binder binder = NumbersAsText.binder(context.getEnvironment());
		boolean on = Arrays.stream(annotation.getStringArray("value"))
			.allMatch((name) -> binder.bind(name, Bindable.of(Boolean.class), new IgnoreErrorsBindHandler())
				.orElse(true));
		return new ConditionOutcome(on == annotation.getBoolean("on"),
				ConditionMessage.forCondition(ConditionalOnRateLimit.class).because("it is " + (on ? "on" : "off")));
	}

}
