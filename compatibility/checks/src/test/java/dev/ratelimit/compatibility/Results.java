package dev.ratelimit.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Writes a line for each check: what it is, a tab, and how it went. A check that an
 * assumption ended says why in place of a result.
 */
final class Results implements TestWatcher {

	@Override
	public void testSuccessful(ExtensionContext context) {
		write(context, "yes");
	}

	@Override
	public void testFailed(ExtensionContext context, Throwable cause) {
		write(context, "**no**");
	}

	@Override
	public void testAborted(ExtensionContext context, Throwable cause) {
		write(context, cause.getMessage().replaceFirst("^Assumption failed: ", ""));
	}

	@Override
	public void testDisabled(ExtensionContext context, Optional<String> reason) {
		write(context, reason.orElse("not run"));
	}

	private static void write(ExtensionContext context, String result) {
		String row = context.getParent().orElseThrow().getDisplayName() + ": " + context.getDisplayName();
		try {
			Files.writeString(Path.of(System.getProperty("results")), "%s\t%s%n".formatted(row, result),
					StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
