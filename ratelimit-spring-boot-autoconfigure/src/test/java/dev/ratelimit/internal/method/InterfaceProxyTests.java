package dev.ratelimit.internal.method;

import java.util.Locale;
import java.util.Objects;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;
import org.springframework.data.keyvalue.repository.KeyValueRepository;
import org.springframework.data.map.repository.config.EnableMapRepositories;
import org.springframework.integration.annotation.Gateway;
import org.springframework.integration.annotation.IntegrationComponentScan;
import org.springframework.integration.annotation.MessagingGateway;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Interfaces that frameworks implement by proxies.
 */
class InterfaceProxyTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

	@Test
	void aDefaultMethodAnswersForAnHttpClient() {
		this.runner.withUserConfiguration(Client.class).run((context) -> {
			Quotes quotes = context.getBean(Quotes.class);
			assertThat(quotes.quote("a")).isEqualTo("from afar");
			assertThat(quotes.quote("a")).isEqualTo("a: one");
			quotes.plain();
			assertRefused(quotes::plain);
		});
	}

	@Test
	void aRepositoryIsLimitedAndADefaultMethodAnswersForIt() {
		this.runner.withUserConfiguration(Data.class).run((context) -> {
			Things things = context.getBean(Things.class);
			things.save(new Thing("1", "a"));
			assertThat(things.findByName("a")).isEqualTo(new Thing("1", "a"));
			assertThat(things.findByName("a")).isEqualTo(new Thing("0", "a"));
			assertThat(things.count()).isOne();
			assertRefused(things::count);
			assertThat(context.getBean(RateLimitedPostProcessor.class).limitedMethods())
				.extracting(LimitedMethod::method)
				.containsExactlyInAnyOrder(Things.class.getName() + ".count()",
						Things.class.getName() + ".findByName(String)");
		});
	}

	@Test
	void aDefaultMethodAnswersForAMessagingGateway() {
		this.runner.withUserConfiguration(Integration.class).run((context) -> {
			Sender sender = context.getBean(Sender.class);
			assertThat(sender.send("a")).isEqualTo("A");
			assertThat(sender.send("a")).isEqualTo("a later");
		});
	}

	interface Quotes {

		@GetExchange("/quote")
		@RateLimited(value = "one", key = "#name", fallback = "none")
		String quote(String name);

		default String none(String name, RateLimitExceededException refusal) {
			return name + ": " + refusal.decision().limit();
		}

		@GetExchange("/plain")
		@RateLimited(value = "one", key = "'plain'")
		String plain();

	}

	record Thing(@Id String id, String name) {

	}

	interface Things extends KeyValueRepository<Thing, String> {

		@RateLimited(value = "one", fallback = "unknown")
		@Nullable Thing findByName(String name);

		default Thing unknown(String name) {
			return new Thing("0", name);
		}

		@Override
		@RateLimited(value = "one", key = "'count'")
		long count();

	}

	@MessagingGateway
	interface Sender {

		@Gateway(requestChannel = "requests")
		@RateLimited(value = "one", fallback = "later")
		String send(String text);

		default String later(String text) {
			return text + " later";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Client {

		@Bean
		Quotes quotes() {
			HttpExchangeAdapter adapter = mock();
			given(adapter.exchangeForBody(any(), any())).willReturn("from afar");
			return HttpServiceProxyFactory.builderFor(adapter)
				.customArgumentResolver((argument, parameter, values) -> true)
				.build()
				.createClient(Quotes.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMapRepositories(considerNestedRepositories = true, basePackageClasses = InterfaceProxyTests.class)
	static class Data {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	@IntegrationComponentScan(basePackageClasses = InterfaceProxyTests.class)
	static class Integration {

		@Bean
		DirectChannel requests() {
			DirectChannel channel = new DirectChannel();
			channel.subscribe((message) -> {
				MessageChannel reply = (MessageChannel) Objects.requireNonNull(message.getHeaders().getReplyChannel());
				reply.send(new GenericMessage<>(message.getPayload().toString().toUpperCase(Locale.ROOT)));
			});
			return channel;
		}

	}

}
