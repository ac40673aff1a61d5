package dev.ratelimit.architecture.violations.algorithm;

import dev.ratelimit.architecture.violations.local.Local;

public class AlgorithmKnowsLocal {

	public Local local() {
		return new Local();
	}

}
