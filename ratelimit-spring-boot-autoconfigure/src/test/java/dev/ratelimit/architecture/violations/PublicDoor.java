package dev.ratelimit.architecture.violations;

import dev.ratelimit.architecture.violations.internal.local.Local;

public class PublicDoor {

	public Local opened() {
		return new Local();
	}

	Local closed() {
		return new Local();
	}

}
