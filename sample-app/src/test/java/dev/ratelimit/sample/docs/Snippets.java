package dev.ratelimit.sample.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.FileSystemUtils;

/**
 * Configuration and code as it stands on a page, without what a project has around it.
 */
public final class Snippets {

	private static final String IMPORTS = Stream
		.of("dev.ratelimit.*", "dev.ratelimit.annotation.*", "dev.ratelimit.local.*", "dev.ratelimit.web.*",
				"dev.ratelimit.sample.docs.Surroundings.*", "jakarta.servlet.http.*", "java.io.*", "java.time.*",
				"java.util.*", "java.util.concurrent.*", "org.springframework.boot.*",
				"org.springframework.boot.builder.*", "org.springframework.boot.web.servlet.support.*",
				"org.springframework.boot.autoconfigure.*", "org.springframework.context.annotation.*",
				"org.springframework.context.event.EventListener", "org.springframework.http.*",
				"org.springframework.stereotype.*", "org.springframework.web.bind.annotation.*",
				"org.springframework.web.client.*", "org.junit.jupiter.api.*")
		.map("import %s;\n"::formatted)
		.collect(Collectors.joining());

	private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;$");

	/** Where a block can stand: on its own, in a class, in a method, before a method. */
	private static final List<String> PLACES = List.of("%s", "class Example extends Surroundings {\n%s\n}",
			"class Example extends Surroundings {\nvoid example() throws Exception {\n%s\n}\n}",
			"class Example extends Surroundings {\n%s\nString annotated(Form form) {\nreturn \"\";\n}\n"
					+ "String busy(Form form) {\nreturn \"\";\n}\n}");

	private Snippets() {
	}

	/** An application with that configuration, and nothing else in it. */
	public static WebApplicationContextRunner yaml(String... texts) {
		return new WebApplicationContextRunner().withUserConfiguration(Surroundings.Application.class)
			.withInitializer((context) -> {
				for (String text : texts) {
					for (PropertySource<?> source : load(text)) {
						context.getEnvironment().getPropertySources().addFirst(source);
					}
				}
			});
	}

	/** What is written in a configuration. */
	static List<PropertySource<?>> load(String text) {
		try {
			ByteArrayResource resource = new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8));
			return new YamlPropertySourceLoader().load("page " + text.hashCode(), resource);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static Map<String, Limit> limits(ApplicationContext context) {
		return context.getBean(RateLimiterRegistry.class).limits();
	}

	/**
	 * What the compiler finds wrong with code, wherever it may stand; empty if nothing.
	 */
	public static String compile(String code) {
		String imports = IMPORT.matcher(code)
			.results()
			.map((found) -> found.group() + "\n")
			.collect(Collectors.joining());
		String body = IMPORT.matcher(code).replaceAll("");
		List<String> complaints = new ArrayList<>();
		for (String place : PLACES) {
			String complaint = compileFile(
					"package dev.ratelimit.sample.docs;\n" + imports + IMPORTS + place.formatted(body));
			if (complaint.isEmpty()) {
				return "";
			}
			complaints.add(complaint);
		}
		return complaints.stream().distinct().collect(Collectors.joining("\nor\n"));
	}

	private static String compileFile(String text) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
		try {
			Path output = Files.createTempDirectory("snippets");
			try {
				boolean compiled = compiler.getTask(new StringWriter(), null, found, List.of("-proc:none",
						"-parameters", "-d", output.toString(), "-cp", System.getProperty("java.class.path")), null,
						List.of(new Source(text)))
					.call();
				return compiled ? ""
						: found.getDiagnostics()
							.stream()
							.filter((diagnostic) -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
							.map((diagnostic) -> diagnostic.getMessage(null))
							.collect(Collectors.joining("\n"));
			}
			finally {
				FileSystemUtils.deleteRecursively(output);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		Source(String text) {
			super(URI.create("string:///Example.java"), Kind.SOURCE);
			this.text = text;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

		@Override
		public boolean isNameCompatible(String simpleName, Kind kind) {
			return kind == Kind.SOURCE;
		}

	}

}
