package dev.ratelimit.architecture.violations.expression;

import dev.ratelimit.architecture.violations.annotation.AnnotationKnowsServlet;

public class ExpressionKnowsAnnotation {

	public AnnotationKnowsServlet annotation() {
		return new AnnotationKnowsServlet();
	}

}
