package dev.ratelimit.internal.call;

import java.util.List;
import java.util.Map;

import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose permits a check asks for.
 */
class CheckTests {

	private static final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
			List.of(Limit.tokenBucket("api", "10/1h").build()), Map.of(), null, new ManualTimeSource(), 100);

	@AfterAll
	static void close() {
		limiters.close();
	}

	private static Check check(String key) {
		CallNames names = new CallNames(CallRoot.class, Map.of("user", ResolvableType.NONE), CallRoot.class, Map.of());
		return new CheckCompiler(limiters, new Expressions(new DefaultListableBeanFactory()))
			.compile(new CheckDefinition(List.of("api"), key, "", "", "", "", "", ""), names, (attribute) -> attribute);
	}

	@Test
	void theDefaultKeyIsTheClientsAddress() {
		assertThat(check("").key(new Client(), Map.of())).isEqualTo("192.0.2.1");
		assertThat(check("ip").key(new Client(), Map.of())).isEqualTo("192.0.2.1");
	}

	@Test
	void theDefaultKeyIsSharedWithoutARequest() {
		assertThat(check("").key(null, Map.of())).isEqualTo("*");
	}

	@Test
	void aMissingKeyIsNoKeyThatAClientCanSay() {
		Check byUser = check("#user");
		String missing = byUser.key(new Client(), Map.of());
		assertThat(missing).contains("192.0.2.1");
		Client other = new Client() {
			@Override
			public String getIp() {
				return "192.0.2.66";
			}
		};
		assertThat(byUser.key(other, Map.of("user", "192.0.2.1"))).isNotEqualTo(missing);
		assertThat(byUser.key(other, Map.of("user", missing))).isNotEqualTo(missing).contains("192.0.2.66");
		assertThat(byUser.key(null, Map.of("user", "*"))).isNotEqualTo(byUser.key(null, Map.of()));
	}

	@Test
	void theAddressIsNotReadWhereTheKeyIsThere() {
		Client unreadable = new Client() {
			@Override
			public String getIp() {
				throw new AssertionError("nobody asks for it");
			}
		};
		assertThat(check("#user").key(unreadable, Map.of("user", "bob"))).isEqualTo("bob");
	}

}
