package dev.ratelimit.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.ratelimit.RateLimitExceededEvent;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Beans of parent and child contexts.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContextHierarchyTests {

	private static final String[] PROPERTIES = { "--server.port=0", "--ratelimit.limits.api.rate=1/365d",
			"--ratelimit.limits.api.algorithm=fixed-window", "--spring.main.banner-mode=off",
			"--spring.autoconfigure.exclude=org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration,"
					+ "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration,"
					+ "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration" };

	@Test
	void controllersOfASecondServletsOwnContextAreLimitedAndItsListenersToldOnce() throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(SecondServlet.class)
			.run(PROPERTIES)) {
			assertThat(get(context, "/second/hello").statusCode()).isEqualTo(200);
			HttpResponse<String> refused = get(context, "/second/hello");
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.headers().firstValue("Retry-After")).isPresent();
			assertThat(context.getBean(Events.class).received).hasSize(1);
			AnnotationConfigWebApplicationContext second = context.getBean(SecondServlet.class).second;
			assertThat(second.getBean(Events.class).received).hasSize(1);
		}
	}

	@Test
	void aParentAndItsChildShareOneRegistryAndBothAreTold() {
		try (ConfigurableApplicationContext child = new SpringApplicationBuilder(Parent.class)
			.web(WebApplicationType.NONE)
			.child(Child.class)
			.web(WebApplicationType.NONE)
			.run(PROPERTIES)) {
			assertThat(child.getBeansOfType(RateLimiterRegistry.class)).isEmpty();
			child.getBean(Second.class).call();
			assertThatExceptionOfType(RateLimitExceededException.class)
				.isThrownBy(() -> child.getBean(First.class).call());
			assertThat(child.getBean(Events.class).received).hasSize(1);
			assertThat(child.getParent().getBean(Events.class).received).hasSize(1);
		}
	}

	@Test
	void beansOfAChildContextWithoutProxiesAreWarnedAbout(CapturedOutput output) {
		runner().run((context) -> {
			try (AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
				child.setParent(context);
				child.setDisplayName("child");
				child.registerBean("bean", First.class);
				child.refresh();
				assertThat(output).contains("@RateLimited on " + First.class.getName()
						+ ".call(): has no effect: its bean 'bean' is in another context (child)");
			}
		});
	}

	@Test
	void beansOfAParentContextWithoutProxiesAreWarnedAbout(CapturedOutput output) {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
			parent.registerBean("bean", First.class);
			parent.refresh();
			runner().withParent(parent)
				.run((context) -> assertThat(output).contains("@RateLimited on " + First.class.getName()
						+ ".call(): has no effect: its bean 'bean' is in another context"));
			runner().withParent(parent)
				.withPropertyValues("ratelimit.fail-on-unlimited=true")
				.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
					.contains(First.class.getName() + ".call()"));
		}
	}

	private static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
					LocalRateLimitAutoConfiguration.class, AnnotationRateLimitAutoConfiguration.class))
			.withPropertyValues("ratelimit.limits.api.rate=1/365d");
	}

	private static HttpResponse<String> get(ConfigurableApplicationContext context, String path) throws Exception {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
					HttpResponse.BodyHandlers.ofString());
	}

	static class Events {

		final List<RateLimitExceededEvent> received = new CopyOnWriteArrayList<>();

		@EventListener
		void receive(RateLimitExceededEvent event) {
			this.received.add(event);
		}

	}

	static class First {

		@RateLimited("api")
		void call() {
		}

	}

	static class Second extends First {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Parent {

		@Bean
		First first() {
			return new First();
		}

		@Bean
		Events parentEvents() {
			return new Events();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Child {

		@Bean
		Second second() {
			return new Second();
		}

		@Bean
		Events childEvents() {
			return new Events();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class SecondServlet {

		final AnnotationConfigWebApplicationContext second = new AnnotationConfigWebApplicationContext();

		@Bean
		Events events() {
			return new Events();
		}

		@Bean
		ServletRegistrationBean<DispatcherServlet> secondServlet() {
			this.second.register(SecondMvc.class);
			ServletRegistrationBean<DispatcherServlet> registration = new ServletRegistrationBean<>(
					new DispatcherServlet(this.second), "/second/*");
			registration.setName("second");
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebMvc
	static class SecondMvc {

		@Bean
		Hello hello() {
			return new Hello();
		}

		@Bean
		Events events() {
			return new Events();
		}

	}

	@RestController
	static class Hello {

		@GetMapping("/hello")
		@RateLimited("api")
		public String hello() {
			return "hello";
		}

	}

}
