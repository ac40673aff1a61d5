package dev.ratelimit.compatibility;

import dev.ratelimit.compatibility.Application.Mode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Annotated methods that Spring Cloud calls.
 */
@DisplayName("Spring Cloud")
@ExtendWith(Results.class)
@TestMethodOrder(MethodOrderer.DisplayName.class)
class CloudTests {

	@Test
	@DisplayName("Feign clients with fallbacks, functions of the catalogue, refresh scope")
	void normal() {
		String log = Application.run("cloud", Mode.NORMAL, "--spring.cloud.refresh.enabled=true");
		clientsAndFunctions(log);
		assertThat(log).contains(answers("refreshed", "answer", "refused"));
	}

	@Test
	@DisplayName("Feign clients with fallbacks, functions of the catalogue, ahead of time")
	void aheadOfTime() {
		clientsAndFunctions(Application.run("cloud", Mode.AHEAD_OF_TIME));
	}

	private static void clientsAndFunctions(String log) {
		assertThat(log).contains(answers("client", "fresh", "refused"), answers("fallback", "fresh", "stale"),
				answers("function", "FUNCTION", "refused"), answers("composed", "COMPOSED", "refused"));
	}

	private static String answers(String name, String admitted, String refused) {
		return "%1$s %2$s%n%1$s %2$s%n%1$s %2$s%n%1$s %3$s%n".formatted(name, admitted, refused);
	}

}
