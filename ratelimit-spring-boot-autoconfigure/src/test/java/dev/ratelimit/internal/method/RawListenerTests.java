package dev.ratelimit.internal.method;

import java.lang.reflect.Method;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.check.UnlimitedCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.amqp.rabbit.annotation.RabbitListenerConfigurer;
import org.springframework.amqp.rabbit.listener.MethodRabbitListenerEndpoint;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistrar;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.annotation.JmsListenerConfigurer;
import org.springframework.jms.config.JmsListenerEndpointRegistrar;
import org.springframework.jms.config.MethodJmsListenerEndpoint;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.KafkaListenerConfigurer;
import org.springframework.kafka.config.KafkaListenerEndpointRegistrar;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners that an application registers with objects of its own, past the proxies, are
 * warned about by name.
 */
@ExtendWith(OutputCaptureExtension.class)
class RawListenerTests {

	private static final Method CONSUME = ClassUtils.getMethod(Consumer.class, "consume", String.class);

	private static final Method FREE = ClassUtils.getMethod(Consumer.class, "free", String.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class)
		.withBean(Calls.class);

	@ParameterizedTest
	@ValueSource(classes = { Kafka.class, Rabbit.class, Jms.class })
	void aListenerOfAnObjectItselfIsReported(Class<?> broker, CapturedOutput output) {
		this.runner.withUserConfiguration(broker)
			.run((context) -> assertThat(output)
				.contains(Consumer.class.getName() + ".consume(String): has no effect: a listener container calls it")
				.doesNotContain("free(String)"));
	}

	@Test
	void theStartFailsWhereThatIsAskedFor() {
		this.runner.withUserConfiguration(Kafka.class)
			.withAllowBeanDefinitionOverriding(true)
			.withBean("unlimited", UnlimitedCalls.class, () -> new UnlimitedCalls(true, new Mistakes()))
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("consume(String)"));
	}

	@Test
	void aListenerOfTheBeanIsNotReported(CapturedOutput output) {
		this.runner.withUserConfiguration(MessageListenerCallsTests.Kafka.class)
			.withBean(Annotated.class)
			.run((context) -> assertThat(output).doesNotContain("has no effect"));
	}

	static class Consumer {

		@RateLimited("two")
		public void consume(String message) {
		}

		public void free(String message) {
		}

	}

	static class Annotated {

		@KafkaListener(id = "bean", topics = "topic")
		@RateLimited("two")
		public void consume(String message) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Kafka extends MessageListenerCallsTests.Kafka implements KafkaListenerConfigurer {

		@Override
		public void configureKafkaListeners(KafkaListenerEndpointRegistrar registrar) {
			for (Method method : new Method[] { CONSUME, FREE }) {
				MethodKafkaListenerEndpoint<Object, Object> endpoint = new MethodKafkaListenerEndpoint<>();
				endpoint.setId(method.getName());
				endpoint.setTopics("topic");
				endpoint.setBean(new Consumer());
				endpoint.setMethod(method);
				endpoint.setMessageHandlerMethodFactory(factory());
				registrar.registerEndpoint(endpoint);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Rabbit extends MessageListenerCallsTests.Rabbit implements RabbitListenerConfigurer {

		@Override
		public void configureRabbitListeners(RabbitListenerEndpointRegistrar registrar) {
			for (Method method : new Method[] { CONSUME, FREE }) {
				MethodRabbitListenerEndpoint endpoint = new MethodRabbitListenerEndpoint();
				endpoint.setId(method.getName());
				endpoint.setQueueNames("queue");
				endpoint.setBean(new Consumer());
				endpoint.setMethod(method);
				endpoint.setMessageHandlerMethodFactory(factory());
				registrar.registerEndpoint(endpoint);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Jms extends MessageListenerCallsTests.Jms implements JmsListenerConfigurer {

		@Override
		public void configureJmsListeners(JmsListenerEndpointRegistrar registrar) {
			for (Method method : new Method[] { CONSUME, FREE }) {
				MethodJmsListenerEndpoint endpoint = new MethodJmsListenerEndpoint();
				endpoint.setId(method.getName());
				endpoint.setDestination("queue");
				endpoint.setBean(new Consumer());
				endpoint.setMethod(method);
				endpoint.setMessageHandlerMethodFactory(factory());
				registrar.registerEndpoint(endpoint);
			}
		}

	}

	private static DefaultMessageHandlerMethodFactory factory() {
		DefaultMessageHandlerMethodFactory factory = new DefaultMessageHandlerMethodFactory();
		factory.afterPropertiesSet();
		return factory;
	}

}
