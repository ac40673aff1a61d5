package dev.ratelimit.architecture.violations.internal.method;

import dev.ratelimit.architecture.violations.internal.expression.ExpressionKnowsMethod;
import jakarta.servlet.ServletRequest;

public class MethodKnowsServlet {

	public String address(ServletRequest request) {
		return request.getRemoteAddr();
	}

	public ExpressionKnowsMethod expression() {
		return new ExpressionKnowsMethod();
	}

}
