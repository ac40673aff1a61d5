package dev.ratelimit.internal.expression;

import java.util.Map;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.call.CallNames;
import dev.ratelimit.internal.reactive.ReactiveCall;
import dev.ratelimit.internal.servlet.ServletCall;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Members that requests and responses have on one stack only are mistakes on the other,
 * with what to write instead.
 */
class RequestNamesTests {

	private final Expressions expressions = new Expressions(new StaticListableBeanFactory());

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			request.getParameter('rows')        | Write request.queryParams.getFirst('rows'), which reads the query only
			request.getParameter(header['x'])   | Write request.queryParams.getFirst('name'), which reads the query only
			#root.request.getParameter('rows')  | Write request.queryParams.getFirst('rows'), which reads the query only
			getRequest().getParameter('rows')   | Write request.queryParams.getFirst('rows'), which reads the query only
			request?.getParameter('rows') ?: 9  | Write request.queryParams.getFirst('rows'), which reads the query only
			request.getParameterValues('id')[0] | Write request.queryParams['id'], which reads the query only
			request.parameterMap['id'][0]       | Write request.queryParams, which reads the query only
			request.getHeader('X-Tenant')       | Write header['X-Tenant']
			request.getAttribute('tenant')      | Write request.attributes['tenant']
			request.requestURI                  | Write path
			request.remoteAddr                  | Write ip
			request.userPrincipal.name          | Write principal
			request.session.id                  | Write one that the type has
			request.nosuch                      | Write one that the type has
			response.getHeader('Cost')          | Write response.headers.getFirst('Cost')
			response.status                     | Write status
			""")
	void refusesOnWebFluxWhatOnlyServletsHave(String expression, String remedy) {
		assertInvalid(ReactiveCall.NAMES, expression, remedy);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			request.queryParams.getFirst('rows') | Write request.getParameter('name')
			request.attributes['tokens']         | Write request.getAttribute('name')
			request.getAttributes()['tokens']    | Write request.getAttribute('name')
			request.headers['X']                 | Write header['Name']
			request.path                         | Write path
			request.nosuch                       | Write one that the type has
			response.headers['Cost']             | Write response.getHeader('Name')
			response.statusCode                  | Write status
			""")
	void refusesOnServletsWhatOnlyWebFluxHas(String expression, String remedy) {
		assertInvalid(ServletCall.NAMES, expression, remedy);
	}

	@ParameterizedTest
	@ValueSource(strings = { "request.queryParams.getFirst('rows')", "request.queryParams['rows'][0]",
			"request.attributes['tenant'].id", "request.cookies.getFirst('a')?.value", "request.URI.rawQuery",
			"request.headers.getFirst('x')", "request.sslInfo?.sessionId", "response.headers.getFirst('Cost')",
			"request.toString()", "request.queryParams.keySet()" })
	void knowsWhatRequestsOfWebFluxHave(String expression) {
		assertThat(compile(ReactiveCall.NAMES, expression)).hasToString(expression);
	}

	@ParameterizedTest
	@ValueSource(strings = { "request.getParameter('rows')", "request.parameterMap['rows'][0]",
			"request.getAttribute('tenant').id", "request.session.getAttribute('a')", "request.requestURI",
			"request.getHeaders('x').nextElement()", "response.getHeader('Cost')", "request.servletContext.contextPath",
			"request.userPrincipal.token", "request.class.name" })
	void knowsWhatRequestsOfServletsHave(String expression) {
		assertThat(compile(ServletCall.NAMES, expression)).hasToString(expression);
	}

	private void assertInvalid(CallNames names, String expression, String remedy) {
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> compile(names, expression))
			.withMessageContaining("unknown")
			.satisfies((ex) -> assertThat(ex.remedy()).startsWith(remedy));
	}

	private CallExpression compile(CallNames names, String expression) {
		return this.expressions.compile("here", expression, names.outcomeRoot(), Map.of());
	}

}
