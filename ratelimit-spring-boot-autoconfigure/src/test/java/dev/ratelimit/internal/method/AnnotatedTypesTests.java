package dev.ratelimit.internal.method;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.samples.visits.LimitedVisits;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;

class AnnotatedTypesTests {

	static Stream<Class<?>> carriers() {
		return Stream.of(OnType.class, OnMethod.class, Twice.class, Standing.class, StandingOnMethod.class,
				StandingForTwo.class, Inherits.class, FarAbove.class, OfInterface.class, OnPrivate.class, Default.class,
				With$$Dollars.class, LimitedVisits.class);
	}

	@ParameterizedTest
	@MethodSource("carriers")
	void aTypeThatCarriesTheAnnotationSomewhereIsLookedThrough(Class<?> type) {
		AnnotatedTypes.forget();
		assertThat(AnnotatedTypes.carries(type)).isTrue();
		assertThat(AnnotatedTypes.carries(type)).isTrue();
		assertThat(AnnotatedMethods.of(type).isEmpty() && AnnotatedMethods.outOfReach(type).isEmpty()).isFalse();
	}

	@ParameterizedTest
	@MethodSource
	void typesWithoutTheAnnotationAreNotLookedThrough(Class<?> type) {
		assertThat(AnnotatedTypes.carries(type)).isFalse();
	}

	static Stream<Class<?>> typesWithoutTheAnnotationAreNotLookedThrough() {
		return Stream.of(Object.class, String.class, Callable.class, Nothing.class, List.class, Runnable[].class,
				Nothing[].class, Deprecated.class);
	}

	@Test
	void springsOwnAreNotLookedAt() {
		assertThat(AnnotatedTypes.isOfSpring(DispatcherServlet.class)).isTrue();
		assertThat(AnnotatedTypes.isOfSpring(LimitedVisits.class)).isFalse();
		assertThat(AnnotatedTypes.isOfSpring(Nothing.class)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/repository/spring-web-7.0.9.jar", "/app/lib/spring-boot-tomcat-4.1.2.RELEASE.jar",
			"nested:/app/shop.jar/!BOOT-INF/lib/spring-web-7.0.9.jar!/",
			"file:/app/shop.jar!/BOOT-INF/lib/spring-web-7.0.9-SNAPSHOT.jar!/" })
	void jarsOfSpring(String path) {
		assertThat(AnnotatedTypes.isSpringJar(path)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/spring-web-7.0.9/target/classes/", "/app/classes/",
			"nested:/app/spring-shop-1.0.jar/!BOOT-INF/classes/!/", "/app/lib/shop-spring-1.0.jar" })
	void otherPlaces(String path) {
		assertThat(AnnotatedTypes.isSpringJar(path)).isFalse();
	}

	@Retention(RetentionPolicy.RUNTIME)
	@RateLimited("api")
	@interface Limited {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@RateLimited("api")
	@RateLimited("more")
	@interface LimitedTwice {

	}

	/** A name as generated classes have, but of a class that extends none. */
	static class With$$Dollars {

		@RateLimited("api")
		void call() {
		}

	}

	@RateLimited("api")
	static class OnType {

		void call() {
		}

	}

	static class OnMethod {

		@RateLimited("api")
		void call() {
		}

	}

	static class Twice {

		@RateLimited("api")
		@RateLimited("more")
		void call() {
		}

	}

	@Limited
	static class Standing {

		void call() {
		}

	}

	static class StandingOnMethod {

		@Limited
		void call() {
		}

	}

	static class StandingForTwo {

		@LimitedTwice
		void call() {
		}

	}

	static class Inherits extends OnMethod {

	}

	static class FarAbove extends Inherits implements Runnable {

		@Override
		public void run() {
		}

	}

	interface Operations extends Runnable {

		@RateLimited("api")
		void operate();

	}

	static class OfInterface implements Operations {

		@Override
		public void operate() {
		}

		@Override
		public void run() {
		}

	}

	static class OnPrivate {

		@RateLimited("api")
		private void call() {
		}

	}

	interface WithDefault {

		@RateLimited("api")
		default void call() {
		}

	}

	static class Default implements WithDefault {

	}

	@Deprecated
	static class Nothing implements Runnable {

		@Override
		public void run() {
		}

	}

}
