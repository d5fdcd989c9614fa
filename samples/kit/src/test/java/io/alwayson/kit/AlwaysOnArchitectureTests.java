package io.alwayson.kit;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The floors of the kit, over everything that is published: {@code autoconfigure} ->
 * adapters (one framework each) -> the concern itself. Imports only go down, and the
 * starters meet in {@code io.alwayson.workload} alone.
 */
@AnalyzeClasses(packages = "io.alwayson", importOptions = ImportOption.DoNotIncludeTests.class)
class AlwaysOnArchitectureTests {

	private static final String ROOT = "io.alwayson.";

	private static final List<String> STARTERS = List.of("health", "resilience", "telemetry");

	/**
	 * The floor without frameworks: a concern's own package, the declaration and the
	 * contracts where the starters meet.
	 */
	private static final DescribedPredicate<JavaClass> CONCERN = resideInAnyPackage("io.alwayson.workload",
			"io.alwayson.workload.context", "io.alwayson.health", "io.alwayson.resilience", "io.alwayson.telemetry")
		.as("a concern itself");

	private static final DescribedPredicate<JavaClass> ENGINE = resideInAnyPackage("io.github.resilience4j..",
			"com.netflix..")
		.as("a resilience engine");

	@ArchTest
	static void everyModuleIsLookedAt(JavaClasses classes) {
		Set<String> modules = classes.stream()
			.map((type) -> type.getPackageName().substring(ROOT.length()).split("\\.")[0])
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(modules).containsExactly("health", "resilience", "telemetry", "test", "workload");
	}

	@ArchTest
	static void startersDoNotKnowEachOther(JavaClasses classes) {
		for (String starter : STARTERS) {
			String[] others = STARTERS.stream()
				.filter((other) -> !other.equals(starter))
				.map((other) -> ROOT + other + "..")
				.toArray(String[]::new);
			noClasses().that(resideInAPackage(ROOT + starter + ".."))
				.should()
				.dependOnClassesThat(resideInAnyPackage(others))
				.because("they meet in alwayson-workload, Boot's health contributors, Micrometer and OpenTelemetry")
				.check(classes);
		}
	}

	@ArchTest
	static final ArchRule theTestKitKnowsNoStarter = noClasses().that(resideInAPackage("io.alwayson.test.."))
		.should()
		.dependOnClassesThat(
				resideInAnyPackage("io.alwayson.health..", "io.alwayson.resilience..", "io.alwayson.telemetry.."))
		.because("it looks at a service from outside, so that starters can be tested with it");

	@ArchTest
	static final ArchRule theDeclarationKnowsNobody = noClasses().that(resideInAPackage("io.alwayson.workload.."))
		.should()
		.dependOnClassesThat(resideInAPackage("io.alwayson..")
			.and(DescribedPredicate.not(resideInAPackage("io.alwayson.workload.."))));

	@ArchTest
	static final ArchRule theDeclarationDependsOnBootOnly = classes().that(resideInAPackage("io.alwayson.workload.."))
		.should()
		.onlyDependOnClassesThat(resideInAnyPackage("io.alwayson.workload..", "java..", "org.springframework..",
				"org.jspecify.annotations..", "org.slf4j..", "jakarta.servlet..", "reactor.core..", "reactor.util..",
				"org.reactivestreams..", "io.micrometer.context.."))
		.because("whoever declares a dependency takes nothing else on board");

	@ArchTest
	static final ArchRule nobodyImportsAnAutoConfiguration = noClasses().should(dependOn(
			"types of an autoconfigure package that is not theirs, other than in the order of auto-configurations",
			(dependency) -> isAutoconfigure(dependency.getTargetClass())
					&& !dependency.getTargetClass()
						.getPackageName()
						.equals(dependency.getOriginClass().getPackageName())
					&& !isOrderOfAutoConfigurations(dependency)));

	@ArchTest
	static final ArchRule aConcernKnowsNoAdapter = noClasses().that(CONCERN)
		.should()
		.dependOnClassesThat(resideInAPackage("io.alwayson..").and(DescribedPredicate.not(CONCERN)))
		.because("imports only go down: autoconfigure -> adapters -> concern");

	@ArchTest
	static final ArchRule aConcernIsFreeOfTheContainer = noClasses().that(CONCERN)
		.should()
		.dependOnClassesThat(resideInAPackage("org.springframework..")
			.and(DescribedPredicate.not(resideInAPackage("org.springframework.boot.health.contributor.."))));

	@ArchTest
	static final ArchRule packagesAreFreeOfCycles = slices().matching("io.alwayson.(**)").should().beFreeOfCycles();

	@ArchTest
	static void enginesAreKnownToOnePackage(JavaClasses classes) {
		Set<String> knowing = classes.stream()
			.filter((type) -> type.getDirectDependenciesFromSelf()
				.stream()
				.anyMatch((dependency) -> ENGINE.test(dependency.getTargetClass())))
			.map(JavaClass::getPackageName)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(knowing).as("packages that import an engine").hasSizeLessThanOrEqualTo(1);
		assertThat(knowing).allMatch((name) -> name.startsWith("io.alwayson.resilience."));
	}

	@ArchTest
	static final ArchRule autoConfigurationsArePublicAndFinal = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL)
		.andShould()
		.resideInAPackage("..autoconfigure..");

	@ArchTest
	static final ArchRule configurationsHavePackagePrivateConstructors = classes().that()
		.areAnnotatedWith(Configuration.class)
		.or()
		.areAnnotatedWith(AutoConfiguration.class)
		.should(new ArchCondition<>("have only package-private constructors") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				type.getConstructors()
					.stream()
					.filter((constructor) -> !isPackagePrivate(constructor))
					.forEach((constructor) -> events
						.add(SimpleConditionEvent.violated(constructor, constructor.getDescription() + " is not")));
			}

		});

	@ArchTest
	static final ArchRule nestedConfigurationsDoNotProxy = classes().that()
		.areAnnotatedWith(Configuration.class)
		.should(new ArchCondition<>("say proxyBeanMethods = false") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				if (type.getAnnotationOfType(Configuration.class).proxyBeanMethods()) {
					events.add(SimpleConditionEvent.violated(type, type.getDescription() + " does not"));
				}
			}

		})
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule beansArePackagePrivate = methods().that()
		.areAnnotatedWith(Bean.class)
		.should()
		.bePackagePrivate();

	@ArchTest
	static void startersDoNotShareTheNameOfABean(JavaClasses classes) {
		Map<String, Set<String>> modulesByName = new TreeMap<>();
		classes.stream()
			.flatMap((type) -> type.getMethods().stream())
			.filter((method) -> method.isAnnotatedWith(Bean.class))
			.forEach((method) -> modulesByName.computeIfAbsent(method.getName(), (name) -> new TreeSet<>())
				.add(method.getOwner().getPackageName()));
		modulesByName.values().removeIf((modules) -> modules.size() == 1);
		assertThat(modulesByName).as("Boot refuses to start with both").isEmpty();
	}

	@ArchTest
	static final ArchRule conditionsOnClassesStandOnTypes = methods().that()
		.areAnnotatedWith(Bean.class)
		.should()
		.notBeAnnotatedWith(org.springframework.boot.autoconfigure.condition.ConditionalOnClass.class)
		.because("the signature of a bean method is loaded before its condition is asked");

	@ArchTest
	static void everyPackageIsNullMarked(JavaClasses classes) {
		Set<String> unmarked = classes.stream()
			.map(JavaClass::getPackage)
			.filter((javaPackage) -> !javaPackage.isAnnotatedWith(NullMarked.class))
			.map((javaPackage) -> javaPackage.getName())
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(unmarked).isEmpty();
	}

	@ArchTest
	static final ArchRule timeIsInjectedIntoAConcern = noClasses().that(CONCERN)
		.should(access("the time of the machine", (access) -> isClock(access)));

	@ArchTest
	static final ArchRule logsGoThroughSlf4j = noClasses().should()
		.dependOnClassesThat(resideInAnyPackage("java.util.logging..", "org.apache.commons.logging..",
				"org.apache.logging.log4j.."));

	@ArchTest
	static final ArchRule nobodyWritesToStandardOut = noClasses()
		.should(access("a standard stream, or print a stack trace", (access) -> isStandardStream(access)));

	private static boolean isAutoconfigure(JavaClass type) {
		return type.getPackageName().startsWith(ROOT) && (type.getPackageName() + ".").contains(".autoconfigure.");
	}

	/** The order is a fact about beans, not an import of behaviour. */
	private static boolean isOrderOfAutoConfigurations(Dependency dependency) {
		return dependency.getTargetClass().isAnnotatedWith(AutoConfiguration.class)
				&& dependency.getOriginClass().isAnnotatedWith(AutoConfiguration.class);
	}

	private static boolean isPackagePrivate(JavaCodeUnit unit) {
		Set<JavaModifier> modifiers = unit.getModifiers();
		return !modifiers.contains(JavaModifier.PUBLIC) && !modifiers.contains(JavaModifier.PROTECTED)
				&& !modifiers.contains(JavaModifier.PRIVATE);
	}

	private static boolean isClock(JavaAccess<?> access) {
		JavaClass owner = access.getTargetOwner();
		String name = access.getTarget().getName();
		return (owner.isEquivalentTo(System.class) && (name.equals("currentTimeMillis") || name.equals("nanoTime")))
				|| (owner.isEquivalentTo(Clock.class) && (name.startsWith("system") || name.startsWith("tick")))
				|| (owner.isEquivalentTo(Instant.class) && name.equals("now"))
				|| (owner.isEquivalentTo(java.util.Date.class) && name.equals("<init>"))
				|| (owner.isEquivalentTo(Thread.class) && name.equals("sleep"));
	}

	private static boolean isStandardStream(JavaAccess<?> access) {
		JavaClass owner = access.getTargetOwner();
		String name = access.getTarget().getName();
		return (owner.isEquivalentTo(System.class) && (name.equals("out") || name.equals("err")))
				|| (name.equals("printStackTrace") && owner.isAssignableTo(Throwable.class));
	}

	private static ArchCondition<JavaClass> dependOn(String description, Predicate<Dependency> forbidden) {
		return new ArchCondition<>("depend on " + description) {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				type.getDirectDependenciesFromSelf()
					.stream()
					.filter(forbidden)
					.forEach((dependency) -> events
						.add(SimpleConditionEvent.satisfied(dependency, dependency.getDescription())));
			}

		};
	}

	private static ArchCondition<JavaClass> access(String description, Predicate<JavaAccess<?>> forbidden) {
		return new ArchCondition<>("access " + description) {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				type.getAccessesFromSelf()
					.stream()
					.filter(forbidden)
					.forEach((access) -> events.add(SimpleConditionEvent.satisfied(access, access.getDescription())));
			}

		};
	}

}
