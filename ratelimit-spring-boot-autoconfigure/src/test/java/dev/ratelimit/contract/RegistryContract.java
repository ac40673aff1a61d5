package dev.ratelimit.contract;

import java.util.List;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Finding limiters by name.
 */
interface RegistryContract extends Store {

	@Test
	default void anUnknownNameIsAnsweredWithTheNearestAndTheKnownOnes() {
		RateLimiterRegistry registry = loginAndSearch();
		assertThatIllegalArgumentException().isThrownBy(() -> registry.get("logn"))
			.withMessageContaining("'logn'")
			.withMessageContaining("(did you mean 'login'?)")
			.withMessageContaining("login, search");
		assertThatIllegalArgumentException().isThrownBy(() -> registry.all("login", "serch"))
			.withMessageContaining("(did you mean 'search'?)");
		assertThatIllegalArgumentException().isThrownBy(() -> registry.overrides("serch"))
			.withMessageContaining("'serch'");
	}

	@Test
	default void noNameAndARepeatedNameAreMistakes() {
		RateLimiterRegistry registry = loginAndSearch();
		assertThatIllegalArgumentException().isThrownBy(registry::all);
		assertThatIllegalArgumentException().isThrownBy(() -> registry.all("login", "search", "login"))
			.withMessageContaining("login");
	}

	@Test
	default void aLimiterIsAlwaysTheSame() {
		RateLimiterRegistry registry = loginAndSearch();
		assertThat(registry.get("login")).isSameAs(registry.get("login")).isSameAs(registry.all("login"));
	}

	@Test
	default void limitsAreListedInOrderAndForReading() {
		RateLimiterRegistry registry = loginAndSearch();
		assertThat(registry.limits()).containsOnlyKeys("login", "search");
		assertThat(registry.limits().keySet()).containsExactly("login", "search");
		assertThat(registry.overrides("login")).isEmpty();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> registry.limits().clear());
	}

	private RateLimiterRegistry loginAndSearch() {
		return registry(new Clock(), List.of(Limit.of("login", Algorithm.FIXED_WINDOW, RATE),
				Limit.of("search", Algorithm.TOKEN_BUCKET, RATE)));
	}

}
