package dev.ratelimit.architecture.violations.internal.expression;

import dev.ratelimit.architecture.violations.internal.method.MethodKnowsServlet;

public class ExpressionKnowsMethod {

	public MethodKnowsServlet annotation() {
		return new MethodKnowsServlet();
	}

}
