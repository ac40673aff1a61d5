package dev.ratelimit.autoconfigure;

import dev.ratelimit.internal.messaging.MessageCall;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Keeps in a native image what expressions can name about a message.
 */
final class MessageCallHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection().registerType(MessageCall.class, MemberCategory.INVOKE_PUBLIC_METHODS);
	}

}
