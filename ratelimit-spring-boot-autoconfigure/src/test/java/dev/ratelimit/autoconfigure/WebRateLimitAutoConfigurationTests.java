package dev.ratelimit.autoconfigure;

import java.util.Collection;
import java.util.EnumSet;

import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.http.Stage;
import dev.ratelimit.internal.http.WebRule;
import dev.ratelimit.internal.http.WebRules;
import dev.ratelimit.internal.servlet.ForwardedAddressResolver;
import dev.ratelimit.internal.servlet.MvcRefusalHandler;
import dev.ratelimit.internal.servlet.ProblemRefusalHandler;
import dev.ratelimit.internal.servlet.RateLimitFilter;
import dev.ratelimit.internal.servlet.RefusalHandler;
import dev.ratelimit.web.ClientAddressResolver;
import jakarta.servlet.DispatcherType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.filter.RequestContextFilter;

import static org.assertj.core.api.Assertions.assertThat;

class WebRateLimitAutoConfigurationTests extends WebRulesScene {

	private static final AutoConfigurations SECURITY = AutoConfigurations.of(SecurityAutoConfiguration.class,
			ServletWebSecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class,
			UserDetailsServiceAutoConfiguration.class);

	@Test
	void withoutSecurityThereIsOneFilterWhereItWouldBeAndOneBehindAllOthers() {
		this.runner.withConfiguration(AutoConfigurations.of(WebMvcAutoConfiguration.class)).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(RefusalHandler.class).hasSingleBean(CallScope.class);
			assertThat(context).hasSingleBean(MvcRefusalHandler.class).hasSingleBean(ForwardedAddressResolver.class);
			assertThat(filters(context)).singleElement().satisfies((filter) -> {
				assertThat(filter.isAsyncSupported()).isTrue();
				assertThat(filter.determineDispatcherTypes()).isEqualTo(EnumSet.of(DispatcherType.REQUEST,
						DispatcherType.ASYNC, DispatcherType.FORWARD, DispatcherType.INCLUDE));
				assertThat(filter.getUrlPatterns()).isEmpty();
				assertThat(rulesOf(filter.getFilter()).all()).extracting(WebRule::stage)
					.containsExactly(Stage.BEFORE_AUTHENTICATION);
			});
			assertThat(rulesOf(context.getBean(RateLimitFilter.class)).all()).extracting(WebRule::stage)
				.containsExactly(Stage.AFTER_AUTHENTICATION);
		});
	}

	@Test
	void withSecurityThereIsOneOnEachSideOfIt() {
		this.runner.withConfiguration(SECURITY).run((context) -> {
			int security = context.getBean(DelegatingFilterProxyRegistrationBean.class).getOrder();
			assertThat(security).isEqualTo(-100);
			assertThat(filters(context)).extracting(FilterRegistrationBean::getOrder)
				.containsExactlyInAnyOrder(security - 1, security + 1);
			assertThat(filters(context))
				.allSatisfy((filter) -> assertThat(rulesOf(filter.getFilter()).all()).hasSize(1));
		});
	}

	@Test
	void theSidesFollowSecuritysOrder() {
		this.runner.withConfiguration(SECURITY).withPropertyValues("spring.security.filter.order=7").run((context) -> {
			assertThat(context.getBean(DelegatingFilterProxyRegistrationBean.class).getOrder()).isEqualTo(7);
			assertThat(filters(context)).extracting(FilterRegistrationBean::getOrder).containsExactlyInAnyOrder(6, 8);
		});
	}

	@ParameterizedTest
	@CsvSource({ "-2147483648, before, -2147483647", "2147483647, after, 2147483646" })
	void bothSidesOfSecurityNeedRoom(int order, String side, int remedy) {
		this.runner.withConfiguration(SECURITY)
			.withPropertyValues("spring.security.filter.order=" + order)
			.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
				.contains("    spring.security.filter.order\n")
				.contains(order + " leaves no room for rules " + side)
				.contains("Set it to " + remedy));
	}

	@Test
	void withoutAnyRuleForItTheSecondFilterIsNotRegistered() {
		new WebApplicationContextRunner().withConfiguration(OURS)
			.withConfiguration(SECURITY)
			.run((context) -> assertThat(filters(context)).filteredOn(FilterRegistrationBean::isEnabled).hasSize(1));
	}

	@Test
	void withoutSecurityOnTheClassPathThereIsOneFilter() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(filters(context)).hasSize(1));
	}

	@Test
	void withoutMvcRefusalsAreWrittenDirectly() {
		this.runner
			.withClassLoader(
					new FilteredClassLoader("org.springframework.web.servlet", "org.springframework.boot.webmvc"))
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(ProblemRefusalHandler.class);
				assertThat(context).doesNotHaveBean("mvcPatternParser");
				assertThat(
						context.getBean("dev.ratelimit.requestContextFilter", FilterRegistrationBean.class).getFilter())
					.isInstanceOf(RequestContextFilter.class);
				assertThat(filters(context)).hasSize(1);
			});
	}

	@Test
	void withoutMvcARequestContextFilterOfTheUsersIsEnough() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.web.servlet"))
			.withBean(RequestContextFilter.class)
			.run((context) -> assertThat(context).doesNotHaveBean("dev.ratelimit.requestContextFilter"));
	}

	@Test
	void outsideServletApplicationsNothingOfTheWebIsThere() {
		ApplicationContextRunner plain = new ApplicationContextRunner().withConfiguration(OURS);
		plain.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CallScope.class));
		plain.withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CallScope.class));
		new ReactiveWebApplicationContextRunner().withConfiguration(OURS)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CallScope.class));
	}

	@Test
	void aClientAddressResolverOfTheUsersReplacesOurs() {
		ClientAddressResolver resolver = (request) -> "everybody";
		this.runner.withBean("theirs", ClientAddressResolver.class, () -> resolver)
			.run((context) -> assertThat(context.getBean(ClientAddressResolver.class)).isSameAs(resolver));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ratelimit.enabled=false", "ratelimit.enabled=off" })
	void switchedOffThereIsNothing(String off) {
		this.runner.withPropertyValues(off)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(FilterRegistrationBean.class)
				.doesNotHaveBean(CallScope.class)
				.doesNotHaveBean(RefusalHandler.class));
	}

	@Test
	void switchedOffForTheWebThereAreNoRulesButAnnotationsSeeTheRequestAndAreTranslated() {
		this.runner.withConfiguration(SECURITY)
			.withPropertyValues("ratelimit.web.enabled=false", "ratelimit.web.rules[2].limits=none")
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.doesNotHaveBean(WebRules.class)
					.hasSingleBean(CallScope.class)
					.hasSingleBean(MvcRefusalHandler.class);
				assertThat(filters(context)).singleElement().satisfies((filter) -> {
					assertThat(rulesOf(filter.getFilter()).isEmpty()).isTrue();
					assertThat(filter.getOrder()).isEqualTo(-101);
				});
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "native", "framework", "FRAMEWORK" })
	void trustedProxiesDoNotGoWithForwardHeadersStrategies(String strategy) {
		this.runner
			.withPropertyValues("ratelimit.web.trusted-proxies=10.0.0.0/8",
					"server.forward-headers-strategy=" + strategy)
			.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
				.contains("ratelimit.web.trusted-proxies")
				.containsIgnoringCase("server.forward-headers-strategy=" + strategy));
	}

	@ParameterizedTest
	@CsvSource({ "spring.main.cloud-platform=kubernetes, kubernetes", "VCAP_APPLICATION={}, cloud-foundry",
			"DYNO=web.1, heroku",
			"server.tomcat.remoteip.remote-ip-header=X-Real-IP, server.tomcat.remoteip.remote-ip-header",
			"server.tomcat.remoteip.protocol-header=X-Proto, server.tomcat.remoteip.protocol-header" })
	void trustedProxiesDoNotGoWithAServerThatReadsTheHeaderUnasked(String property, String cause) {
		this.runner.withPropertyValues("ratelimit.web.trusted-proxies=10.0.0.0/8", property)
			.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
				.contains("ratelimit.web.trusted-proxies")
				.containsIgnoringCase(cause));
	}

	@ParameterizedTest
	@CsvSource({ "spring.main.cloud-platform=none", "spring.main.cloud-platform=kubernetes" })
	void trustedProxiesGoWithPlatformsWhereNobodyReadsTheHeader(String property) {
		this.runner
			.withPropertyValues("ratelimit.web.trusted-proxies=10.0.0.0/8", "server.forward-headers-strategy=none",
					property)
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withPropertyValues(property).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void trustedProxiesGoWithoutForwardHeadersStrategy() {
		this.runner.withPropertyValues("ratelimit.web.trusted-proxies=10.0.0.0/8")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner
			.withPropertyValues("ratelimit.web.trusted-proxies=10.0.0.0/8", "server.forward-headers-strategy=none")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withPropertyValues("server.forward-headers-strategy=native")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@SuppressWarnings("unchecked")
	private static Collection<FilterRegistrationBean<RateLimitFilter>> filters(ApplicationContext context) {
		return context.getBeansOfType(FilterRegistrationBean.class)
			.values()
			.stream()
			.filter((registration) -> registration.getFilter() instanceof RateLimitFilter)
			.map((registration) -> (FilterRegistrationBean<RateLimitFilter>) registration)
			.toList();
	}

	private static WebRules rulesOf(@Nullable RateLimitFilter filter) {
		return (WebRules) ReflectionTestUtils.getField(filter, "rules");
	}

}
