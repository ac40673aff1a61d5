package dev.ratelimit.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.FailureReport;
import dev.ratelimit.architecture.Architecture.Part;
import dev.ratelimit.architecture.violations.CoreKnowsSpring;
import dev.ratelimit.architecture.violations.autoconfigure.LooseAutoConfiguration;
import dev.ratelimit.architecture.violations.internal.algorithm.AlgorithmKnowsLocal;
import dev.ratelimit.architecture.violations.internal.expression.ExpressionKnowsMethod;
import dev.ratelimit.architecture.violations.internal.method.MethodKnowsServlet;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ArchitectureTests {

	private static final JavaClasses CODE = new ClassFileImporter().importPath(Path.of("target", "classes"));

	private static final JavaClasses VIOLATIONS = new ClassFileImporter()
		.importPackages(CoreKnowsSpring.class.getPackageName());

	private static final Architecture rules = new Architecture("dev.ratelimit");

	private static final Architecture rulesOfViolations = new Architecture(CoreKnowsSpring.class.getPackageName());

	@Test
	void thereIsCodeInEveryPart() {
		assertThat(CODE).extracting((type) -> type.getPackageName())
			.contains("dev.ratelimit", "dev.ratelimit.annotation", "dev.ratelimit.local", "dev.ratelimit.web",
					"dev.ratelimit.autoconfigure")
			.containsAll(Stream.of(Part.values())
				.map((part) -> "dev.ratelimit.internal." + part.name().toLowerCase(Locale.ROOT))
				.toList());
	}

	@Test
	void thereAreFewDoors() {
		assertThat(CODE.stream().filter(rules.doors()).map(JavaClass::getName)).isNotEmpty()
			.hasSizeLessThanOrEqualTo(30);
	}

	@ParameterizedTest
	@ValueSource(strings = { "main", "test" })
	void everyPackageIsOnTheMap(String sources) throws IOException {
		String map = Files.readString(Path.of("..", "CONTRIBUTING.md"));
		try (Stream<Path> packages = Files.walk(Path.of("src", sources, "java", "dev", "ratelimit"))) {
			assertThat(packages.filter(Files::isDirectory)
				.filter((directory) -> !directory.toString().contains("violations/") && !directory.endsWith("internal"))
				.map((directory) -> directory.getFileName().toString())
				.filter((name) -> !map.contains("`" + name + "`") && !map.contains("." + name + "`"))).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void arrowsPointOneWay(Part part) {
		rules.arrowsOf(part).check(CODE);
	}

	@ParameterizedTest
	@MethodSource
	void theCodeKeepsTheRule(ArchRule rule) {
		rule.check(CODE);
	}

	static Stream<Named<ArchRule>> theCodeKeepsTheRule() {
		return Stream
			.of(rules.everyClassIsInAKnownPart(), rules.theCoreKnowsOnlyTheJdkAndJSpecify(),
					rules.onlyTheWebNamesServletAndHttpTypes(), rules.whatWebStacksShareNamesNone(),
					rules.partsAreFreeOfCycles(), rules.autoConfigurationsArePublicAndFinal(),
					rules.beanMethodsArePackagePrivate(), rules.beanNamesAreUnlikeThoseOfApplications(),
					rules.publicSignaturesNameNothingInside())
			.map((rule) -> Named.of(rule.getDescription(), rule));
	}

	@Test
	void anArrowTheOtherWayIsFound() {
		assertThat(violationsOf(rulesOfViolations.arrowsOf(Part.ALGORITHM)))
			.contains(AlgorithmKnowsLocal.class.getName());
		assertThat(violationsOf(rulesOfViolations.arrowsOf(Part.EXPRESSION)))
			.contains(ExpressionKnowsMethod.class.getName());
	}

	@Test
	void aPackageNobodyKnowsIsFound() {
		assertThat(violationsOf(new Architecture("dev.ratelimit.other").everyClassIsInAKnownPart()))
			.contains(CoreKnowsSpring.class.getName());
	}

	@Test
	void aCoreThatKnowsMoreIsFound() {
		assertThat(violationsOf(rulesOfViolations.theCoreKnowsOnlyTheJdkAndJSpecify()))
			.contains(CoreKnowsSpring.class.getName());
	}

	@Test
	void servletTypesOutsideTheWebAreFound() {
		assertThat(violationsOf(rulesOfViolations.onlyTheWebNamesServletAndHttpTypes()))
			.contains(MethodKnowsServlet.class.getName());
	}

	@Test
	void aPublicSignatureThatNamesATypeInsideIsFound() {
		assertThat(violationsOf(rulesOfViolations.publicSignaturesNameNothingInside())).contains("PublicDoor.opened()")
			.doesNotContain("PublicDoor.closed()");
	}

	@Test
	void aCycleIsFound() {
		assertThat(violationsOf(rulesOfViolations.partsAreFreeOfCycles())).contains("Cycle detected")
			.contains("expression")
			.contains("method");
	}

	@Test
	void looseAutoConfigurationsAreFound() {
		assertThat(violationsOf(rulesOfViolations.autoConfigurationsArePublicAndFinal()))
			.contains(LooseAutoConfiguration.class.getName())
			.contains("FINAL");
		assertThat(violationsOf(rulesOfViolations.beanMethodsArePackagePrivate()))
			.contains("LooseAutoConfiguration.exposed()")
			.doesNotContain("LooseAutoConfiguration.hidden()");
	}

	@Test
	void aBeanNamedAfterItsMethodIsFound() {
		assertThat(violationsOf(rulesOfViolations.beanNamesAreUnlikeThoseOfApplications()))
			.contains("LooseAutoConfiguration.exposed()");
	}

	private static String violationsOf(ArchRule rule) {
		FailureReport report = rule.evaluate(VIOLATIONS).getFailureReport();
		return String.join("\n", report.getDetails());
	}

}
