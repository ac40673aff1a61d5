package dev.ratelimit.web;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

import dev.ratelimit.ManualTimeSource;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever may name the hosts that are called, such as those of webhooks, can name any
 * number of them, each of which asks for a pause.
 */
class HostPausesTests {

	private final ManualTimeSource time = new ManualTimeSource(Instant.parse("2026-01-01T00:00:00Z"));

	private final HostPauses pauses = new HostPauses(this.time, HostPauses.FOREVER);

	private void pause(String host, long seconds) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
		this.pauses.note(host, 429, headers);
	}

	private long known(int hosts) {
		return IntStream.range(0, hosts).filter((host) -> this.pauses.left("host-" + host) > 0).count();
	}

	@Test
	void noMorePausesAreRememberedThanThereIsRoomFor() {
		pause("a.example", 60);
		for (int host = 0; host < 3 * HostPauses.MOST; host++) {
			pause("host-" + host, 86_400);
		}
		assertThat(this.pauses.left("a.example")).isEqualTo(Duration.ofSeconds(60).toNanos());
		assertThat(known(3 * HostPauses.MOST)).isLessThanOrEqualTo(HostPauses.MOST);
	}

	@Test
	void pausesThatAreOverMakeRoom() {
		for (int host = 0; host < HostPauses.MOST; host++) {
			pause("host-" + host, 1);
		}
		this.time.advance(Duration.ofSeconds(1));
		for (int host = 0; host < HostPauses.MOST; host++) {
			pause("later-" + host, 86_400);
		}
		assertThat(IntStream.range(0, HostPauses.MOST).filter((host) -> this.pauses.left("later-" + host) > 0).count())
			.isEqualTo(HostPauses.MOST);
	}

}
