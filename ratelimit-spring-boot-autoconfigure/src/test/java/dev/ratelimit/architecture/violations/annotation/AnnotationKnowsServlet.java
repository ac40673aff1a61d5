package dev.ratelimit.architecture.violations.annotation;

import dev.ratelimit.architecture.violations.expression.ExpressionKnowsAnnotation;
import jakarta.servlet.ServletRequest;

public class AnnotationKnowsServlet {

	public String address(ServletRequest request) {
		return request.getRemoteAddr();
	}

	public ExpressionKnowsAnnotation expression() {
		return new ExpressionKnowsAnnotation();
	}

}
