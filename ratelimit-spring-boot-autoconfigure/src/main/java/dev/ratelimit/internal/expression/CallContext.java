package dev.ratelimit.internal.expression;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.BeanResolver;
import org.springframework.expression.ConstructorResolver;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.IndexAccessor;
import org.springframework.expression.MethodResolver;
import org.springframework.expression.OperatorOverloader;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypeComparator;
import org.springframework.expression.TypeConverter;
import org.springframework.expression.TypeLocator;
import org.springframework.expression.TypedValue;

/**
 * One call's root and variables over the context that all calls share, so that an
 * evaluation costs two small objects and changes nothing that another can see.
 */
final class CallContext implements EvaluationContext {

	/** The root outside of web calls. */
	private static final TypedValue NO_CALL = new TypedValue(new NoCall());

	private final EvaluationContext shared;

	private final TypedValue root;

	private final Map<String, ?> variables;

	CallContext(EvaluationContext shared, @Nullable Object root, Map<String, ?> variables) {
		this.shared = shared;
		this.root = (root != null) ? new TypedValue(root) : NO_CALL;
		this.variables = variables;
	}

	@Override
	public TypedValue getRootObject() {
		return this.root;
	}

	@Override
	public @Nullable Object lookupVariable(String name) {
		return this.variables.get(name);
	}

	@Override
	public void setVariable(String name, @Nullable Object value) {
		throw new UnsupportedOperationException("Expressions must not assign");
	}

	@Override
	public boolean isAssignmentEnabled() {
		return false;
	}

	/** Neither called nor there before Spring Framework 7.0.9. */
	@Override
	public boolean isCompilationSupported() {
		return this.shared.isCompilationSupported();
	}

	@Override
	public List<PropertyAccessor> getPropertyAccessors() {
		return this.shared.getPropertyAccessors();
	}

	@Override
	public List<IndexAccessor> getIndexAccessors() {
		return this.shared.getIndexAccessors();
	}

	@Override
	public List<ConstructorResolver> getConstructorResolvers() {
		return this.shared.getConstructorResolvers();
	}

	@Override
	public List<MethodResolver> getMethodResolvers() {
		return this.shared.getMethodResolvers();
	}

	@Override
	public @Nullable BeanResolver getBeanResolver() {
		return this.shared.getBeanResolver();
	}

	@Override
	public TypeLocator getTypeLocator() {
		return this.shared.getTypeLocator();
	}

	@Override
	public TypeConverter getTypeConverter() {
		return this.shared.getTypeConverter();
	}

	@Override
	public TypeComparator getTypeComparator() {
		return this.shared.getTypeComparator();
	}

	@Override
	public OperatorOverloader getOperatorOverloader() {
		return this.shared.getOperatorOverloader();
	}

}
