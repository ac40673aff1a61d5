package dev.ratelimit.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules of the code's structure.
 *
 * @param root the package they are for
 */
record Architecture(String root) {

	/** What a package may use besides itself and the core. */
	enum Part {

		ALGORITHM, STORE, LOCAL(ALGORITHM, STORE), REDIS(STORE, LOCAL), EXPRESSION, ANNOTATION(EXPRESSION),
		WEB(EXPRESSION, ANNOTATION), METRICS(STORE), ACTUATE(STORE),
		AUTOCONFIGURE(STORE, LOCAL, REDIS, EXPRESSION, ANNOTATION, WEB, METRICS, ACTUATE);

		private final List<Part> uses;

		Part(Part... uses) {
			this.uses = List.of(uses);
		}

	}

	ArchRule arrowsOf(Part part) {
		String[] others = Arrays.stream(Part.values())
			.filter((other) -> other != part && !part.uses.contains(other))
			.map(this::packageOf)
			.toArray(String[]::new);
		return noClasses().that()
			.resideInAPackage(packageOf(part))
			.should()
			.dependOnClassesThat(resideInAnyPackage(others));
	}

	ArchRule everyClassIsInAKnownPart() {
		String[] known = Stream.concat(Stream.of(this.root), Arrays.stream(Part.values()).map(this::packageOf))
			.toArray(String[]::new);
		return classes().should().resideInAnyPackage(known);
	}

	ArchRule theCoreKnowsOnlyTheJdkAndJSpecify() {
		return noClasses().that()
			.resideInAPackage(this.root)
			.should()
			.dependOnClassesThat(resideOutsideOfPackages(this.root, "java..", "org.jspecify.annotations.."));
	}

	ArchRule onlyTheWebNamesServletAndHttpTypes() {
		return noClasses().that()
			.resideOutsideOfPackage(packageOf(Part.WEB))
			.should()
			.dependOnClassesThat(
					resideInAnyPackage("jakarta.servlet..", "java.net.http..", "org.springframework.http..")
						.or(springWeb()));
	}

	/** The wiring may name what Spring makes of the servlet API, but not the API. */
	private DescribedPredicate<JavaClass> springWeb() {
		return resideInAPackage("org.springframework.web..")
			.and(DescribedPredicate.not(DescribedPredicate.describe("named by the wiring",
					(type) -> List.of("PathPatternParser", "RequestContextFilter", "RequestContextListener")
						.contains(type.getSimpleName()))));
	}

	ArchRule partsAreFreeOfCycles() {
		return slices().matching(this.root + ".(*)..").should().beFreeOfCycles();
	}

	ArchRule autoConfigurationsArePublicAndFinal() {
		return classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL);
	}

	ArchRule beanMethodsArePackagePrivate() {
		return methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate();
	}

	private String packageOf(Part part) {
		return this.root + "." + part.name().toLowerCase(Locale.ROOT) + "..";
	}

}
