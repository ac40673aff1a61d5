package dev.ratelimit.compatibility;

import dev.ratelimit.compatibility.Application.Mode;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Everything, ahead of time")
class FullAheadOfTimeTests extends FullFeatures {

	FullAheadOfTimeTests() {
		super("full", Mode.AHEAD_OF_TIME);
	}

}
