package dev.ratelimit.architecture.violations;

import org.springframework.util.StringUtils;

public class CoreKnowsSpring {

	public boolean hasText(String text) {
		return StringUtils.hasText(text);
	}

}
