package dev.ratelimit.internal.address;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A sender who says what a test lets it say.
 *
 * @param remoteAddress its address
 * @param header the values of every header
 */
record SomeSender(@Nullable String remoteAddress, List<String> header) implements Sender {

	@Override
	public List<String> headerLines(String name) {
		return this.header;
	}

}
