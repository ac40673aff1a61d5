package dev.ratelimit.compatibility;

import dev.ratelimit.compatibility.Application.Mode;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Everything, WebFlux")
class FullReactiveTests extends FullFeatures {

	FullReactiveTests() {
		super("full-reactive", Mode.NORMAL);
	}

}
