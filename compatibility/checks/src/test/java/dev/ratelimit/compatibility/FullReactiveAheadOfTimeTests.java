package dev.ratelimit.compatibility;

import dev.ratelimit.compatibility.Application.Mode;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Everything, WebFlux, ahead of time")
class FullReactiveAheadOfTimeTests extends FullFeatures {

	FullReactiveAheadOfTimeTests() {
		super("full-reactive", Mode.AHEAD_OF_TIME);
	}

}
