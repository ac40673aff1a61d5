package dev.ratelimit.internal.expression;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.check.Placeholders;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.core.NativeDetector;
import org.springframework.core.ResolvableType;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.ExpressionException;
import org.springframework.expression.spel.SpelCompilerMode;
import org.springframework.expression.spel.SpelParserConfiguration;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.ReflectivePropertyAccessor;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.expression.spel.support.StandardTypeLocator;

/**
 * Compiles SpEL, once, at start-up, and finds the mistakes that can be found then. Only
 * what stands in configuration and annotations is ever given to it. Safe for use by many
 * threads.
 */
public final class Expressions {

	private static final int LONGEST_SHOWN = 200;

	private final SpelExpressionParser parser;

	private final EvaluationContext shared;

	private final BeanFactory beans;

	private final Map<String, String> absent;

	/**
	 * Expressions that can name beans.
	 * @param beans where {@code @bean} is found, when an expression is evaluated
	 */
	public Expressions(BeanFactory beans) {
		this(beans, Map.of());
	}

	/**
	 * Expressions that can name beans, but not all properties of their root.
	 * @param beans where {@code @bean} is found, when an expression is evaluated
	 * @param absent properties without a value in this application, and what it would
	 * need for one, for messages
	 */
	public Expressions(BeanFactory beans, Map<String, String> absent) {
		ClassLoader loader = (beans instanceof ConfigurableBeanFactory configurable) ? configurable.getBeanClassLoader()
				: null;
		SpelCompilerMode mode = NativeDetector.inNativeImage() ? SpelCompilerMode.OFF : SpelCompilerMode.MIXED;
		this.parser = new SpelExpressionParser(new SpelParserConfiguration(mode, loader));
		StandardEvaluationContext context = new StandardEvaluationContext();
		context.setPropertyAccessors(List.of(new ReflectivePropertyAccessor(false)));
		context.setBeanResolver(new BeanFactoryResolver(beans));
		context.setTypeLocator(new StandardTypeLocator(loader));
		this.shared = context;
		this.beans = beans;
		this.absent = absent;
	}

	/**
	 * Compiles an expression.
	 * @param where the property or method it stands in, for messages
	 * @param expression the source, not blank
	 * @param rootType whose bean properties can be named without {@code #}; null if there
	 * is no root, as outside web applications
	 * @param variables what can be named with {@code #}, and its type:
	 * {@link ResolvableType#NONE} if that is not known
	 * @return the compiled expression
	 * @throws InvalidConfigurationException if it is no expression, assigns something or
	 * has a name that is not known
	 */
	public CallExpression compile(String where, String expression, @Nullable Class<?> rootType,
			Map<String, ResolvableType> variables) {
		Placeholders.checkNone(where, expression);
		Long number = wholeNumber(expression);
		if (number != null) {
			return new CallExpression(where, expression, Set.of(), false, new ValueSource.Constant(number));
		}
		SpelExpression parsed = parse(where, expression);
		Set<String> names = ExpressionNames.check(where, expression, parsed.getAST(),
				ExpressionScope.of(rootType, variables, this.beans, this.shared.getTypeLocator(), this.absent));
		if (SpelNodes.isConstant(parsed.getAST())) {
			return new CallExpression(where, expression, names, false,
					new ValueSource.Constant(constant(where, parsed)));
		}
		ValueSource direct = ValueSource.direct(parsed.getAST());
		ValueSource source = (direct != null && (names.isEmpty() || isCallRoot(rootType))) ? direct
				: ValueSource.spel(parsed, this.shared);
		return new CallExpression(where, expression, names, UserQuestion.isIn(parsed.getAST()), source);
	}

	/**
	 * Checks an expression of which it is not known what it can name.
	 * @param where the property or method it stands in, for messages
	 * @param expression the source, not blank
	 * @throws InvalidConfigurationException if it is no expression
	 */
	public void checkSyntax(String where, String expression) {
		Placeholders.checkNone(where, expression);
		parse(where, expression);
	}

	private static boolean isCallRoot(@Nullable Class<?> rootType) {
		return rootType != null && CallRoot.class.isAssignableFrom(rootType);
	}

	/** SpEL reads a whole number as an int, which is too small for a quota. */
	private static @Nullable Long wholeNumber(String expression) {
		try {
			return Long.valueOf(expression.strip());
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private SpelExpression parse(String where, String expression) {
		try {
			return this.parser.parseRaw(expression);
		}
		catch (RuntimeException | StackOverflowError ex) {
			// Not all that the parser throws is made for it
			String shown = (expression.length() > LONGEST_SHOWN) ? expression.substring(0, LONGEST_SHOWN) + "…"
					: expression;
			throw new InvalidConfigurationException(where, "'" + shown + "' is not a SpEL expression",
					"The parser says: " + ((ex instanceof ExpressionException) ? ex.getMessage() : ex));
		}
	}

	private @Nullable Object constant(String where, SpelExpression parsed) {
		try {
			return parsed.getValue(new CallContext(this.shared, null, Map.of()));
		}
		catch (RuntimeException ex) {
			throw new InvalidConfigurationException(where, "'" + parsed.getExpressionString() + "' has no value",
					"SpEL says: " + ex.getMessage());
		}
	}

}
