package dev.ratelimit.autoconfigure;

import dev.ratelimit.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mistakes in rules stop the start.
 */
class MistakenWebRulesTests extends WebRulesScene {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					web.rules[0].limits=apy                     | web.rules[0].limits         | (did you mean 'api'?)
					web.rules[0].limits=                        | web.rules[0].limits         | no limit
					web.rules[0].paths=/a/{                     | web.rules[0].paths          | /a/{
					web.rules[0].paths=                         | web.rules[0].paths          | no path
					web.rules[0].exclude=/a/{                   | web.rules[0].exclude        | /a/{
					web.rules[0].paths=/${nowhere}/**           | web.rules[0].paths          | '${nowhere}' has no value
					web.rules[0].exclude=${nowhere}             | web.rules[0].exclude        | '${nowhere}' has no value
					web.rules[0].key=ip + '${nowhere}'          | web.rules[0].key            | '${nowhere}' has no value
					web.rules[0].condition=ip != '${nowhere}'   | web.rules[0].condition      | '${nowhere}' has no value
					web.rules[0].methods=GETT                   | web.rules[0].methods        | (did you mean 'GET'?)
					web.rules[0].key=pricipal                   | web.rules[0].key            | principal
					web.rules[0].key=#user                      | web.rules[0].key            | user
					web.rules[0].key=ip +                       | web.rules[0].key            | ip +
					web.rules[0].permits=6                      | web.rules[0].permits        | 5
					web.rules[0].permits=-1                     | web.rules[0].permits        | -1
					web.rules[0].permits='abc'                  | web.rules[0].permits        | 'abc'
					web.rules[0].permits='5'                    | web.rules[0].permits        | text
					web.rules[0].permits=true                   | web.rules[0].permits        | no number
					web.rules[0].permits=null                   | web.rules[0].permits        | no number
					web.rules[0].permits=0/0.0                  | web.rules[0].permits        | no number
					web.rules[0].permits=-0.5                   | web.rules[0].permits        | cannot cost -1
					web.rules[0].permits=2 * 3                  | web.rules[0].permits        | 5
					web.rules[0].permits=1 - 2                  | web.rules[0].permits        | -1
					web.rules[0].permits=5.1                    | web.rules[0].permits        | 5
					web.rules[0].condition='yes'                | web.rules[0].condition      | neither true nor false
					web.rules[0].condition=5                    | web.rules[0].condition      | neither true nor false
					web.rules[0].condition=null                 | web.rules[0].condition      | neither true nor false
					web.rules[0].refund-when=5                  | web.rules[0].refund-when    | neither true nor false
					web.rules[0].refund-when='status == 200'    | web.rules[0].refund-when    | neither true nor false
					web.rules[0].condition=methud == 'GET'      | web.rules[0].condition      | method
					web.rules[0].refund-when=statsu == 200      | web.rules[0].refund-when    | status
					web.rules[0].stage=before-autentication     | web.rules[0].stage          | (did you mean 'before-authentication'?)
					web.rules[1].stage=before-authentication    | web.rules[1].stage          | principal
					web.headers=standrad                        | web.headers                 | (did you mean 'standard'?)
					web.client-address-header=X-Forwarded-Fro   | web.client-address-header   | (did you mean 'X-Forwarded-For'?)
					web.trusted-proxies=10.0.0.0/33             | web.trusted-proxies[0]      | 10.0.0.0/33
					web.ipv6-prefix=129                         | web.ipv6-prefix             | 129
					""")
	void aMistakeStopsTheStart(String property, String where, String problem) {
		this.runner.withPropertyValues("ratelimit." + property)
			.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
				.contains("    ratelimit." + where + "\n")
				.contains(problem));
	}

	@Test
	void mistakesAreFoundWhereBeansAreLazy() {
		this.runner.withPropertyValues("ratelimit.web.rules[0].limits=none")
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class));
	}

}
