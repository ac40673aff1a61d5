package dev.ratelimit.benchmarks;

import java.util.concurrent.TimeUnit;

import dev.ratelimit.annotation.RateLimited;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A call through a class proxy whose interceptor does nothing, and through ours.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class Intercept {

	/** Whose interceptor it is. */
	@Param({ "bare", "limited", "limited by key" })
	public String proxy;

	private Service service;

	private String user;

	private boolean byKey;

	@Setup
	public void start() {
		this.user = "user-17";
		this.byKey = this.proxy.equals("limited by key");
		this.service = this.proxy.equals("bare") ? bare() : limited();
	}

	private static Service bare() {
		ProxyFactory factory = new ProxyFactory(new Service());
		factory.setProxyTargetClass(true);
		factory.addAdvice((MethodInterceptor) MethodInvocation::proceed);
		return (Service) factory.getProxy();
	}

	private static Service limited() {
		return Starter
			.start(Application.class, "ratelimit.limits.api.rate=100/1m", "ratelimit.limits.api.capacity=5000000000")
			.getBean(Service.class);
	}

	@Benchmark
	public int call() {
		return this.byKey ? this.service.byKey(this.user) : this.service.shared(this.user);
	}

	/** What is limited. */
	public static class Service {

		@RateLimited("api")
		public int shared(String user) {
			return user.length();
		}

		@RateLimited(value = "api", key = "#user")
		public int byKey(String user) {
			return user.length();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Service service() {
			return new Service();
		}

	}

}
