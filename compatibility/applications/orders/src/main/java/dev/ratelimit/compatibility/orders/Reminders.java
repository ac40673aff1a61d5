package dev.ratelimit.compatibility.orders;

import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.annotation.RateLimited;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Reminds of what was not shipped yet.
 */
@Component
class Reminders {

	private final AtomicInteger sent = new AtomicInteger();

	private final AtomicInteger postponed = new AtomicInteger();

	@Scheduled(fixedDelayString = "${orders.reminders}")
	@RateLimited(value = "reminders", fallback = "postpone")
	void send() {
		this.sent.incrementAndGet();
	}

	private void postpone() {
		this.postponed.incrementAndGet();
	}

	int sent() {
		return this.sent.get();
	}

	int postponed() {
		return this.postponed.get();
	}

}
