package dev.ratelimit.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules of the code's structure.
 *
 * @param root the package they are for
 */
record Architecture(String root) {

	private static final DescribedPredicate<JavaClass> DOOR = DescribedPredicate.describe("public",
			(type) -> type.getModifiers().contains(JavaModifier.PUBLIC)
					&& !type.getSimpleName().equals("package-info"));

	private static final DescribedPredicate<JavaMember> MEMBER_OF_THE_API = DescribedPredicate
		.describe("public or protected", (member) -> member.getModifiers().contains(JavaModifier.PUBLIC)
				|| member.getModifiers().contains(JavaModifier.PROTECTED));

	/**
	 * The rooms behind the public API, and what each may use besides itself, the core,
	 * {@link #CHECK} and {@link #ASYNC}.
	 */
	enum Part {

		TEXT, CHECK, ASYNC, KEY, ALGORITHM, LIMITER(ALGORITHM, KEY, TEXT), LOCAL(ALGORITHM, LIMITER, KEY),
		REMOTE(ALGORITHM, LIMITER), REDIS(ALGORITHM, LIMITER, LOCAL, REMOTE, KEY, TEXT), ADDRESS(TEXT),
		EXPRESSION(ADDRESS, TEXT), CORS, CALL(ALGORITHM, LIMITER, EXPRESSION, TEXT),
		HTTP(ADDRESS, ALGORITHM, CALL, EXPRESSION, TEXT), METHOD(ALGORITHM, CALL, EXPRESSION, TEXT),
		SERVLET(ALGORITHM, CALL, EXPRESSION, HTTP, ADDRESS, CORS, TEXT),
		REACTIVE(ALGORITHM, CALL, EXPRESSION, HTTP, ADDRESS, CORS), JERSEY(SERVLET), GRAPHQL(TEXT), TEST(LIMITER),
		MESSAGING(ALGORITHM, CALL, EXPRESSION, HTTP, ADDRESS, LIMITER, SERVLET),
		PROPERTIES(HTTP, MESSAGING, REMOTE, TEXT), CHANGES(LIMITER, REMOTE, PROPERTIES, KEY, TEXT),
		REPORT(LIMITER, CALL, METHOD, HTTP, MESSAGING, PROPERTIES, TEXT), EVENTS(ALGORITHM, LIMITER),
		METRICS(ALGORITHM, LIMITER), ADVICE(ALGORITHM, LIMITER, KEY),
		ACTUATE(ADVICE, ALGORITHM, LIMITER, CHANGES, KEY, TEXT);

		private final List<Part> uses;

		Part(Part... uses) {
			this.uses = List.of(uses);
		}

	}

	ArchRule arrowsOf(Part part) {
		String[] others = Arrays.stream(Part.values())
			.filter((other) -> other != part && other != Part.CHECK && other != Part.ASYNC
					&& !part.uses.contains(other))
			.map(this::packageOf)
			.toArray(String[]::new);
		return noClasses().that()
			.resideInAPackage(packageOf(part))
			.should()
			.dependOnClassesThat(resideInAnyPackage(others).or(resideInAPackage(wiring())));
	}

	ArchRule everyClassIsInAKnownPart() {
		String[] known = Stream
			.concat(Stream.of(this.root, wiring(), this.root + ".annotation", this.root + ".local", this.root + ".web"),
					Arrays.stream(Part.values()).map(this::packageOf))
			.toArray(String[]::new);
		return classes().should().resideInAnyPackage(known);
	}

	ArchRule theCoreKnowsOnlyTheJdkAndJSpecify() {
		return noClasses().that()
			.resideInAPackage(this.root)
			.should()
			.dependOnClassesThat(
					resideOutsideOfPackages(this.root, packageOf(Part.TEXT), "java..", "org.jspecify.annotations.."));
	}

	ArchRule onlyTheWebNamesServletAndHttpTypes() {
		return noClasses().that()
			.resideOutsideOfPackages(this.root + ".web", packageOf(Part.SERVLET), packageOf(Part.HTTP),
					packageOf(Part.ADDRESS), packageOf(Part.CORS), packageOf(Part.REACTIVE), packageOf(Part.JERSEY),
					packageOf(Part.MESSAGING))
			.should()
			.dependOnClassesThat(
					resideInAnyPackage("jakarta.servlet..", "java.net.http..", "org.springframework.http..")
						.or(springWeb()));
	}

	/** What both web stacks use belongs to neither. */
	ArchRule whatWebStacksShareNamesNone() {
		return noClasses().that()
			.resideInAnyPackage(packageOf(Part.CALL), packageOf(Part.HTTP), packageOf(Part.ADDRESS))
			.should()
			.dependOnClassesThat(resideInAnyPackage("jakarta.servlet..", "org.springframework.web.servlet..",
					"org.springframework.web.reactive..", "org.springframework.web.server..",
					"org.springframework.http.server.reactive..", "reactor.."));
	}

	/** The wiring may name what Spring makes of the servlet API, but not the API. */
	private DescribedPredicate<JavaClass> springWeb() {
		return resideInAPackage("org.springframework.web..").and(not(DescribedPredicate.describe("named by the wiring",
				(type) -> List
					.of("PathPatternParser", "AbstractHandlerMapping", "RequestContextFilter", "RequestContextListener")
					.contains(type.getSimpleName()))));
	}

	ArchRule partsAreFreeOfCycles() {
		return slices().matching(this.root + ".internal.(*)..").should().beFreeOfCycles();
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

	/**
	 * An application's own component {@code RateLimitFilter} must not meet one of these.
	 */
	ArchRule beanNamesAreUnlikeThoseOfApplications() {
		return methods().that().areAnnotatedWith(Bean.class).should(haveABeanNameThatBeginsWith(this.root + "."));
	}

	ArchRule publicSignaturesNameNothingInside() {
		return members().that()
			.areDeclaredInClassesThat(are(DOOR).and(resideOutsideOfPackage(this.root + ".internal..")))
			.and(MEMBER_OF_THE_API)
			.should(nameOnly(resideOutsideOfPackage(this.root + ".internal..")));
	}

	/** Types that applications can name, wiring aside. */
	Predicate<JavaClass> doors() {
		return are(DOOR).and(resideOutsideOfPackages(this.root + ".internal..", wiring()));
	}

	private static ArchCondition<JavaMethod> haveABeanNameThatBeginsWith(String prefix) {
		return new ArchCondition<>("have a bean name that begins with " + prefix) {
			@Override
			public void check(JavaMethod method, ConditionEvents events) {
				String[] names = method.getAnnotationOfType(Bean.class).value();
				// the health component is named after its bean
				boolean fine = names.length == 1
						&& (names[0].startsWith(prefix) || names[0].equals("ratelimitHealthIndicator"));
				events.add(
						new SimpleConditionEvent(method, fine, method.getFullName() + " makes bean " + List.of(names)));
			}
		};
	}

	private static ArchCondition<JavaMember> nameOnly(DescribedPredicate<JavaClass> types) {
		return new ArchCondition<>("name only types that " + types.getDescription()) {
			@Override
			public void check(JavaMember member, ConditionEvents events) {
				Stream<JavaClass> named = (member instanceof JavaCodeUnit unit)
						? Stream.concat(unit.getReturnType().getAllInvolvedRawTypes().stream(),
								unit.getParameterTypes()
									.stream()
									.flatMap((type) -> type.getAllInvolvedRawTypes().stream()))
						: member.getAllInvolvedRawTypes().stream();
				named.filter(types.negate())
					.forEach((type) -> events
						.add(SimpleConditionEvent.violated(member, member.getFullName() + " names " + type.getName())));
			}
		};
	}

	private String wiring() {
		return this.root + ".autoconfigure..";
	}

	private String packageOf(Part part) {
		return this.root + ".internal." + part.name().toLowerCase(Locale.ROOT) + "..";
	}

}
