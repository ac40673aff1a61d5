package dev.ratelimit.architecture;

import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

import dev.ratelimit.RateLimiter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Spring looks through the methods of beans, so those that are there in every application
 * must not name types of libraries that not every application has.
 */
class OptionalTypesTests {

	private static final FilteredClassLoader PLAIN = new FilteredClassLoader("dev.ratelimit", "jakarta.servlet",
			"org.springframework.messaging", "org.springframework.web", "org.springframework.http",
			"org.springframework.security", "org.springframework.data", "reactor", "io.micrometer");

	@ParameterizedTest
	@ValueSource(strings = { "call", "changes", "check", "events", "expression", "limiter", "local", "method",
			"properties", "report" })
	void publicClassesOfARoomCanBeLookedThrough(String room) throws Exception {
		try (URLClassLoader loader = loader()) {
			Resource[] classes = new PathMatchingResourcePatternResolver(RateLimiter.class.getClassLoader())
				.getResources("classpath*:dev/ratelimit/internal/" + room + "/*.class");
			List<String> names = List.of(classes)
				.stream()
				.map((file) -> "dev.ratelimit.internal." + room + "." + file.getFilename())
				.filter((name) -> !name.contains("Tests") && !name.contains("package-info"))
				.map((name) -> name.substring(0, name.length() - ".class".length()))
				.filter((name) -> ClassUtils.isPresent(name, loader))
				.toList();
			assertThat(names).isNotEmpty();
			for (String name : names) {
				Class<?> type = Class.forName(name, false, loader);
				if (Modifier.isPublic(type.getModifiers())) {
					assertThat(type.getDeclaredMethods()).as(name).isNotNull();
					assertThat(type.getDeclaredConstructors()).as(name).isNotNull();
				}
			}
		}
	}

	@Test
	void aClassThatNamesMoreIsFound() throws Exception {
		try (URLClassLoader loader = loader()) {
			Class<?> type = Class.forName("dev.ratelimit.internal.messaging.MessageCall", false, loader);
			assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(type::getDeclaredMethods);
		}
	}

	private static URLClassLoader loader() {
		URL code = RateLimiter.class.getProtectionDomain().getCodeSource().getLocation();
		return new URLClassLoader(new URL[] { code }, PLAIN);
	}

}
