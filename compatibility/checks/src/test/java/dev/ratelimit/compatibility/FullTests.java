package dev.ratelimit.compatibility;

import dev.ratelimit.compatibility.Application.Mode;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Everything")
class FullTests extends FullFeatures {

	FullTests() {
		super("full", Mode.NORMAL);
	}

}
