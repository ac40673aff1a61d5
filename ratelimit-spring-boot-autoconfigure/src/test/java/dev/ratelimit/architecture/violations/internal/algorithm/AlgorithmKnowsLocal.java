package dev.ratelimit.architecture.violations.internal.algorithm;

import dev.ratelimit.architecture.violations.internal.local.Local;

public class AlgorithmKnowsLocal {

	public Local local() {
		return new Local();
	}

}
