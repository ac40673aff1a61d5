package dev.ratelimit.compatibility.orders;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.AcknowledgingConsumerAwareMessageListener;

import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Hands records to the listener that the container would hand them to, without a broker.
 */
final class Warehouse {

	private final KafkaListenerEndpointRegistry containers;

	Warehouse(KafkaListenerEndpointRegistry containers) {
		this.containers = containers;
	}

	@SuppressWarnings("unchecked")
	void says(String order) {
		Object listener = this.containers.getListenerContainer("shipments")
			.getContainerProperties()
			.getMessageListener();
		((AcknowledgingConsumerAwareMessageListener<String, String>) listener)
			.onMessage(new ConsumerRecord<>("shipments", 0, 0, null, order), null, null);
	}

	Throwable failure(String order) {
		return catchThrowable(() -> says(order));
	}

}
