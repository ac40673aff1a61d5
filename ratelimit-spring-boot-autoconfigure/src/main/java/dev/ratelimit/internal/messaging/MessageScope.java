package dev.ratelimit.internal.messaging;

import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.call.Charge;
import dev.ratelimit.internal.expression.CallRoot;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.annotation.SubscribeMapping;

/**
 * Lets annotated methods see the message that their thread is handling, and elsewhere
 * what another scope lets them see. Safe for use by many threads.
 */
public final class MessageScope implements CallScope {

	private final ThreadLocal<@Nullable MessageCall> handled = new ThreadLocal<>();

	private final CallScope other;

	/**
	 * A scope of messages.
	 * @param other the scope of calls that no message has caused
	 */
	public MessageScope(CallScope other) {
		this.other = other;
	}

	void begin(MessageCall call) {
		this.handled.set(call);
	}

	void end() {
		this.handled.remove();
	}

	@Override
	public @Nullable Class<? extends CallRoot> rootType() {
		return this.other.rootType();
	}

	@Override
	public Set<Class<? extends CallRoot>> rootTypes() {
		Set<Class<? extends CallRoot>> types = new LinkedHashSet<>(this.other.rootTypes());
		types.add(MessageCall.class);
		return types;
	}

	@Override
	public @Nullable Class<? extends CallRoot> rootType(Method method) {
		MergedAnnotations annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
		return (annotations.isPresent(MessageMapping.class) || annotations.isPresent(SubscribeMapping.class))
				? MessageCall.class : this.other.rootType(method);
	}

	@Override
	public String usualKey(Method method) {
		return (rootType(method) == MessageCall.class) ? "user, else ip" : this.other.usualKey(method);
	}

	@Override
	public @Nullable String unknownCaller(Method method) {
		return (rootType(method) == MessageCall.class) ? null : this.other.unknownCaller(method);
	}

	@Override
	public @Nullable CallRoot current() {
		CallRoot message = this.handled.get();
		return (message != null) ? message : this.other.current();
	}

	@Override
	public void decided(LimitDecision decision) {
		if (this.handled.get() == null) {
			this.other.decided(decision);
		}
	}

	@Override
	public void refunded(List<Charge> charges) {
		if (this.handled.get() == null) {
			this.other.refunded(charges);
		}
	}

}
