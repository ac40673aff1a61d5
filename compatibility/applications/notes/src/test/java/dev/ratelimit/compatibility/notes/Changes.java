package dev.ratelimit.compatibility.notes;

import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A stream of what is written, from when it was opened until it is closed.
 */
final class Changes implements AutoCloseable {

	private final Lines lines = new Lines();

	private final ResponseInfo answer;

	Changes(Client client) throws Exception {
		CompletableFuture<ResponseInfo> answered = new CompletableFuture<>();
		client.client()
			.sendAsync(client.request("/api/changes", "Accept", "text/event-stream").build(), (info) -> {
				answered.complete(info);
				return BodySubscribers.fromLineSubscriber(this.lines);
			});
		this.answer = answered.get(20, TimeUnit.SECONDS);
	}

	ResponseInfo answer() {
		return this.answer;
	}

	/** The data of the next event, null if none comes. */
	String next() throws InterruptedException {
		String line;
		do {
			line = this.lines.received.poll(10, TimeUnit.SECONDS);
		}
		while (line != null && !line.startsWith("data:"));
		return line;
	}

	@Override
	public void close() {
		this.lines.subscription.join().cancel();
	}

	private static final class Lines implements Flow.Subscriber<String> {

		private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.subscription.complete(subscription);
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(String line) {
			this.received.add(line);
		}

		@Override
		public void onError(Throwable failure) {
		}

		@Override
		public void onComplete() {
		}

	}

}
