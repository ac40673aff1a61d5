package dev.ratelimit.attack;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Gives the log its usual level back after applications with {@code logging.level.root},
 * which would outlive them and hide warnings that later tests look for. Used with
 * {@link ExtendWith}.
 */
class QuietLog implements AfterAllCallback {

	@Override
	public void afterAll(ExtensionContext context) {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.INFO);
	}

}
