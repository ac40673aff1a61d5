package dev.ratelimit.internal.method;

import dev.ratelimit.annotation.RateLimited;
import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.rabbit.annotation.EnableRabbit;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.jms.annotation.EnableJms;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.config.DefaultJmsListenerContainerFactory;
import org.springframework.jms.config.JmsListenerEndpointRegistry;
import org.springframework.jms.listener.AbstractPollingMessageListenerContainer;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.AcknowledgingConsumerAwareMessageListener;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.GenericMessage;

import static dev.ratelimit.internal.method.Calls.assertOnlyTwoOfFourRun;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Containers of message listeners hold the proxy: each calls a method under the limit
 * {@code two} four times. As in applications, what makes the proxies is registered last.
 */
class MessageListenerCallsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LimitsConfiguration.class))
		.withBean(Calls.class)
		.withPropertyValues("spring.aop.auto=false");

	@Test
	void aKafkaListenerIsLimited() {
		this.runner.withUserConfiguration(Kafka.class).withBean(KafkaConsumer.class).run((context) -> {
			AcknowledgingConsumerAwareMessageListener<?, ?> listener = (AcknowledgingConsumerAwareMessageListener<?, ?>) context
				.getBean(KafkaListenerEndpointRegistry.class)
				.getListenerContainer("kafka")
				.getContainerProperties()
				.getMessageListener();
			assertOnlyTwoOfFourRun(context, (i) -> listener.onMessage(consumed(i), null, null));
		});
	}

	@Test
	void aRabbitListenerIsLimited() {
		this.runner.withUserConfiguration(Rabbit.class).withBean(RabbitConsumer.class).run((context) -> {
			AbstractMessageListenerContainer container = (AbstractMessageListenerContainer) context
				.getBean(RabbitListenerEndpointRegistry.class)
				.getListenerContainer("rabbit");
			ChannelAwareMessageListener listener = (ChannelAwareMessageListener) container.getMessageListener();
			assertOnlyTwoOfFourRun(context,
					(i) -> listener.onMessage(MessageBuilder.withBody(new byte[0]).build(), null));
		});
	}

	@Test
	void aJmsListenerIsLimited() {
		this.runner.withUserConfiguration(Jms.class).withBean(JmsConsumer.class).run((context) -> {
			AbstractPollingMessageListenerContainer container = (AbstractPollingMessageListenerContainer) context
				.getBean(JmsListenerEndpointRegistry.class)
				.getListenerContainer("jms");
			jakarta.jms.MessageListener listener = (jakarta.jms.MessageListener) container.getMessageListener();
			assertOnlyTwoOfFourRun(context, (i) -> listener.onMessage(text()));
		});
	}

	@Test
	void aServiceActivatorIsLimited() {
		this.runner.withUserConfiguration(Integration.class).withBean(Activator.class).run((context) -> {
			MessageChannel channel = context.getBean("input", MessageChannel.class);
			assertOnlyTwoOfFourRun(context, (i) -> channel.send(new GenericMessage<>("x")));
		});
	}

	private static <K, V> ConsumerRecord<K, V> consumed(int offset) {
		return new ConsumerRecord<>("topic", 0, offset, null, null);
	}

	private static TextMessage text() {
		TextMessage message = mock();
		try {
			given(message.getText()).willReturn("x");
		}
		catch (JMSException ex) {
			throw new IllegalStateException(ex);
		}
		return message;
	}

	static class KafkaConsumer {

		private final Calls calls;

		KafkaConsumer(Calls calls) {
			this.calls = calls;
		}

		@KafkaListener(id = "kafka", topics = "topic")
		@RateLimited("two")
		public void consume(ConsumerRecord<?, ?> message) {
			this.calls.incrementAndGet();
		}

	}

	static class RabbitConsumer {

		private final Calls calls;

		RabbitConsumer(Calls calls) {
			this.calls = calls;
		}

		@RabbitListener(id = "rabbit", queues = "queue")
		@RateLimited("two")
		public void consume(byte[] message) {
			this.calls.incrementAndGet();
		}

	}

	static class JmsConsumer {

		private final Calls calls;

		JmsConsumer(Calls calls) {
			this.calls = calls;
		}

		@JmsListener(id = "jms", destination = "queue")
		@RateLimited("two")
		public void consume(String message) {
			this.calls.incrementAndGet();
		}

	}

	static class Activator {

		private final Calls calls;

		Activator(Calls calls) {
			this.calls = calls;
		}

		@ServiceActivator(inputChannel = "input")
		@RateLimited("two")
		public void consume(String message) {
			this.calls.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableKafka
	static class Kafka {

		@Bean
		@SuppressWarnings("unchecked")
		ConcurrentKafkaListenerContainerFactory<Object, Object> kafkaListenerContainerFactory() {
			ConcurrentKafkaListenerContainerFactory<Object, Object> factory = new ConcurrentKafkaListenerContainerFactory<>();
			factory.setConsumerFactory(mock());
			factory.setAutoStartup(false);
			return factory;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableRabbit
	static class Rabbit {

		@Bean
		SimpleRabbitListenerContainerFactory rabbitListenerContainerFactory() {
			SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
			factory.setConnectionFactory(mock(ConnectionFactory.class));
			factory.setAutoStartup(false);
			return factory;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJms
	static class Jms {

		@Bean
		DefaultJmsListenerContainerFactory jmsListenerContainerFactory() {
			DefaultJmsListenerContainerFactory factory = new DefaultJmsListenerContainerFactory();
			factory.setConnectionFactory(mock(jakarta.jms.ConnectionFactory.class));
			factory.setAutoStartup(false);
			return factory;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class Integration {

		@Bean
		DirectChannel input() {
			return new DirectChannel();
		}

	}

}
