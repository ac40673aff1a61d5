package dev.ratelimit.autoconfigure;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;

import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import dev.ratelimit.RateLimiter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint over JMX.
 */
class RateLimitsEndpointJmxTests {

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	private OperatedApplication application;

	private ObjectName name;

	@BeforeEach
	void start() throws Exception {
		this.application = new OperatedApplication("ratelimit.limits.api.rate: 10/1d", "--spring.jmx.enabled=true",
				"--management.endpoints.jmx.exposure.include=ratelimits",
				"--spring.jmx.default-domain=" + getClass().getName());
		this.name = new ObjectName(getClass().getName() + ":type=Endpoint,name=Ratelimits");
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void everyOperationTakesAKeyAsItIs() throws Exception {
		assertThat(Arrays.stream(this.server.getMBeanInfo(this.name).getOperations()).map(MBeanOperationInfo::getName))
			.containsExactlyInAnyOrder("limits", "limit", "resetKey", "change");
		assertThat(invoke("limits")).containsKey("limits");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ada", "a,b", "a/b", "api,x", "api/x", " x ", "", "," })
	void aKeyIsShownAndReset(String key) throws Exception {
		RateLimiter limiter = this.application.limiter("api");
		limiter.tryAcquire(key, 4);
		assertThat(body(invoke("limit", "api", key))).containsEntry("key", key).containsEntry("remaining", 6L);
		assertThat(invoke("resetKey", "api", key)).containsEntry("status", 204);
		assertThat(limiter.peek(key).remaining()).isEqualTo(10);
	}

	@Test
	void aLimitIsShownAndChangedAndChangedBack() throws Exception {
		assertThat(body(invoke("change", "api", "20/1d", null, null, null))).containsEntry("rate", "20/1d");
		assertThat(body(invoke("limit", "api", null))).containsEntry("changed", true);
		assertThat(invoke("resetKey", "api", null)).containsEntry("status", 204);
		assertThat(body(invoke("limit", "api", null))).containsEntry("changed", false);
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> invoke(String operation, @Nullable String... arguments) throws Exception {
		String[] types = new String[arguments.length];
		Arrays.fill(types, String.class.getName());
		return (Map<String, Object>) this.server.invoke(this.name, operation, arguments, types);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> body(Map<String, Object> answer) {
		return (Map<String, Object>) answer.get("body");
	}

}
