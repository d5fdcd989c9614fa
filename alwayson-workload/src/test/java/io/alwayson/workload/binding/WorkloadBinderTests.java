package io.alwayson.workload.binding;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.alwayson.workload.Criticality;
import io.alwayson.workload.Dependency;
import io.alwayson.workload.FailureScope;
import io.alwayson.workload.HealthPolicy;
import io.alwayson.workload.Impact;
import io.alwayson.workload.Inbound;
import io.alwayson.workload.ResiliencePolicy;
import io.alwayson.workload.Target;
import io.alwayson.workload.UserFlow;
import io.alwayson.workload.Workload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class WorkloadBinderTests {

	private final Map<String, Object> properties = new LinkedHashMap<>();

	private final Map<String, Object> variables = new HashMap<>();

	@Test
	void nothingDeclaredIsALocalStampWithNothing() {
		Workload workload = bind();
		assertThat(workload.stamp().isLocal()).isTrue();
		assertThat(workload.stamp().id()).isEqualTo("local");
		assertThat(workload.dependencies()).isEmpty();
		assertThat(workload.flows()).isEmpty();
		assertThat(workload.inbound().limit()).isEqualTo(Inbound.Limit.OBSERVE);
		assertThat(workload.health().firstRound()).isEqualTo(Duration.ofSeconds(15));
		assertThat(workload.health().drainDelay()).isEqualTo(Duration.ZERO);
	}

	@Test
	void theDesignsExampleBinds() {
		set("alwayson.stamp.id", "weu-blue");
		set("alwayson.stamp.region", "westeurope");
		set("alwayson.stamp.environment", "prod");
		set("alwayson.stamp.release", "1.4.0");
		dependency("catalog-db", "cosmos");
		set("alwayson.dependencies.catalog-db.endpoint", "https://contoso.documents.azure.com");
		set("alwayson.dependencies.catalog-db.database", "catalog");
		set("alwayson.dependencies.catalog-db.failure-scope", "regional");
		set("alwayson.dependencies.catalog-db.health.interval", "5s");
		set("alwayson.dependencies.catalog-db.resilience.hedge.quantile", "0.9");
		dependency("comment-events", "event-hubs");
		set("alwayson.dependencies.comment-events.endpoint", "contoso.servicebus.windows.net");
		set("alwayson.dependencies.comment-events.event-hub", "comments");
		set("alwayson.flows.add-comment.criticality", "medium");
		set("alwayson.flows.add-comment.uses", "catalog-db,comment-events:limited");
		set("alwayson.flows.add-comment.routes[0]", "POST /api/*/items/*/comments");
		set("alwayson.flows.add-comment.objective.availability", "99.95");
		set("alwayson.flows.add-comment.objective.latency", "500ms");
		Workload workload = bind();
		Dependency database = workload.dependencies().get("catalog-db");
		assertThat(database.failureScope()).isEqualTo(FailureScope.REGIONAL);
		assertThat(database.target()).isInstanceOfSatisfying(Target.Cosmos.class,
				(cosmos) -> assertThat(cosmos.database()).isEqualTo("catalog"));
		assertThat(database.health().maxAge()).isEqualTo(Duration.ofSeconds(18));
		assertThat(database.resilience().hedge()).isEqualTo(new ResiliencePolicy.Hedge(0.9, Duration.ofMillis(300)));
		assertThat(workload.dependencies().get("comment-events").failureScope()).isEqualTo(FailureScope.STAMP);
		UserFlow flow = workload.flows().get("add-comment");
		assertThat(flow.criticality()).isEqualTo(Criticality.MEDIUM);
		assertThat(flow.uses()).containsExactly(new UserFlow.Use("catalog-db", Impact.STANDARD),
				new UserFlow.Use("comment-events", Impact.LIMITED));
		assertThat(flow.routes()).containsExactly(new UserFlow.Route("POST", "/api/*/items/*/comments"));
		assertThat(flow.objective())
			.isEqualTo(new UserFlow.Objective(99.95, Duration.ofMillis(500), Duration.ofDays(30)));
	}

	@Test
	void aScopeThatIsLeftToTheTypeIsNotDeclared() {
		cosmos();
		Dependency database = bind().dependencies().get("one");
		assertThat(database.declaredScope()).isNull();
		assertThat(database.failureScope()).isEqualTo(FailureScope.GLOBAL);
	}

	@Test
	void aBlankValueIsAsIfNothingWasWritten() {
		cosmos();
		set("alwayson.dependencies.one.container", "");
		assertThat(bind().dependencies().get("one").target()).isInstanceOfSatisfying(Target.Cosmos.class,
				(target) -> assertThat(target.container()).isNull());
	}

	@Test
	void aWriteProbeNeedsAContainer() {
		cosmos();
		set("alwayson.dependencies.one.write-probe", "true");
		assertThat(violations()).singleElement().satisfies((violation) -> {
			assertThat(violation.key()).isEqualTo("alwayson.dependencies.one.write-probe");
			assertThat(violation.problem()).isEqualTo("has no container to write to");
		});
		set("alwayson.dependencies.one.container", "items");
		assertThat(bind().dependencies().get("one").target()).isInstanceOfSatisfying(Target.Cosmos.class,
				(target) -> assertThat(target.writeProbe()).isTrue());
	}

	private void cosmos() {
		dependency("one", "cosmos");
		set("alwayson.dependencies.one.endpoint", "https://contoso.documents.azure.com");
		set("alwayson.dependencies.one.database", "catalog");
	}

	@Test
	void theTableOfDefaultsHolds() {
		dependency("db", "jdbc");
		Dependency dependency = bind().dependencies().get("db");
		assertThat(dependency.health()).isEqualTo(new HealthPolicy(Duration.ofSeconds(10), Duration.ofSeconds(2),
				Duration.ofSeconds(3), Duration.ofMillis(1500), 3, 2, Duration.ofSeconds(33)));
		ResiliencePolicy resilience = dependency.resilience();
		assertThat(resilience.worstCaseTime()).isEqualTo(Duration.ofMillis(1950));
		assertThat(resilience.deadline()).isEqualTo(Duration.ofSeconds(2));
		assertThat(resilience.budget()).isEqualTo(new ResiliencePolicy.Budget(0.1, 1, 10));
		assertThat(resilience.hedge()).isNull();
		assertThat(dependency.impact()).isEqualTo(Impact.STANDARD);
		assertThat(dependency.impactOnStamp()).isEqualTo(Impact.LIMITED);
	}

	@Test
	void readsOfCosmosAreHedgedUnlessAnybodySaysOtherwise() {
		cosmos("unsaid");
		cosmos("off");
		set("alwayson.dependencies.off.resilience.hedge.enabled", "false");
		cosmos("once");
		set("alwayson.dependencies.once.resilience.max-attempts", "1");
		cosmos("short");
		set("alwayson.dependencies.short.resilience.attempt-timeout", "200ms");
		Map<String, Dependency> all = bind().dependencies();
		assertThat(all.get("unsaid").resilience().hedge())
			.isEqualTo(new ResiliencePolicy.Hedge(0.95, Duration.ofMillis(300)));
		assertThat(all.get("off").resilience().hedge()).isNull();
		assertThat(all.get("once").resilience().hedge()).isNull();
		assertThat(all.get("short").resilience().hedge())
			.isEqualTo(new ResiliencePolicy.Hedge(0.95, Duration.ofMillis(100)));
		set("alwayson.resilience.defaults.hedge.enabled", "false");
		assertThat(bind().dependencies().get("unsaid").resilience().hedge()).isNull();
	}

	private void cosmos(String name) {
		dependency(name, "cosmos");
		set("alwayson.dependencies." + name + ".endpoint", "https://contoso.documents.azure.com");
		set("alwayson.dependencies." + name + ".database", "catalog");
	}

	@Test
	void ownValuesWinOverDefaultsAndDefaultsOverTheTable() {
		set("alwayson.health.defaults.timeout", "1s");
		set("alwayson.resilience.defaults.max-attempts", "2");
		dependency("one", "jdbc");
		set("alwayson.dependencies.one.health.timeout", "2s");
		dependency("two", "jdbc");
		Workload workload = bind();
		assertThat(workload.dependencies().get("one").health().timeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(workload.dependencies().get("two").health().timeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(workload.dependencies().get("two").health().degradedAbove()).isEqualTo(Duration.ofMillis(500));
		assertThat(workload.dependencies().get("two").resilience().maxAttempts()).isEqualTo(2);
	}

	@Test
	void allViolationsAreSaidAtOnce() {
		dependency("one", "cosmoss");
		dependency("two", "http");
		set("alwayson.dependencies.two.endpoint", "http://localhost:8081");
		set("alwayson.dependencies.two.database", "catalog");
		set("alwayson.dependencies.two.health.timeout", "-1s");
		set("alwayson.dependencies.two.health.interval", "soon");
		dependency("three", "custom");
		set("alwayson.flows.list.uses", "one,four");
		List<Violation> violations = violations();
		assertThat(violations).extracting(Violation::key)
			.contains("alwayson.dependencies.one.type", "alwayson.dependencies.two.database",
					"alwayson.dependencies.two.health.timeout", "alwayson.dependencies.two.health.interval",
					"alwayson.dependencies.three.failure-scope", "alwayson.flows.list.uses");
		assertThat(violations).filteredOn((violation) -> violation.key().equals("alwayson.flows.list.uses"))
			.singleElement()
			.extracting(Violation::value)
			.isEqualTo("four");
	}

	@Test
	void anUnknownTypeNamesTheAllowedOnesAndIsSaidOnce() {
		dependency("one", "cosmoss");
		assertThat(violations()).singleElement().satisfies((violation) -> {
			assertThat(violation.key()).isEqualTo("alwayson.dependencies.one.type");
			assertThat(violation.value()).isEqualTo("cosmoss");
			assertThat(violation.problem()).contains("cosmos, blob, event-hubs");
		});
	}

	@Test
	void aMissingTypeIsSaid() {
		set("alwayson.dependencies.one.endpoint", "https://example.org");
		assertThat(violations()).extracting(Violation::key).containsExactly("alwayson.dependencies.one.type");
	}

	@Test
	void aKeyOfAnotherTypeNamesTheKeysThatFit() {
		dependency("one", "blob");
		set("alwayson.dependencies.one.endpoint", "https://contoso.blob.core.windows.net");
		set("alwayson.dependencies.one.event-hub", "comments");
		assertThat(violations()).singleElement().satisfies((violation) -> {
			assertThat(violation.key()).isEqualTo("alwayson.dependencies.one.event-hub");
			assertThat(violation.fix()).contains("[container, endpoint]");
		});
	}

	@Test
	void anUnknownKeyIsAnError() {
		dependency("one", "jdbc");
		set("alwayson.dependencies.one.endpiont", "https://example.org");
		set("alwayson.dependancies.two.type", "jdbc");
		assertThat(violations()).extracting(Violation::key)
			.containsExactlyInAnyOrder("alwayson.dependencies.one.endpiont", "alwayson.dependancies.two.type");
	}

	@Test
	void keysOfTheTelemetryStarterAreNotItsBusiness() {
		set("alwayson.telemetry.enabled", "false");
		assertThat(bind().dependencies()).isEmpty();
	}

	@Test
	void aLongerListInALowerSourceIsNotAnUnknownKey() {
		dependency("one", "jdbc");
		dependency("two", "jdbc");
		set("alwayson.flows.list.uses[0]", "one");
		StandardEnvironment environment = environment();
		environment.getPropertySources()
			.addLast(new MapPropertySource("lower",
					Map.of("alwayson.flows.list.uses[0]", "one", "alwayson.flows.list.uses[1]", "two")));
		assertThat(WorkloadBinder.bind(environment).flows().get("list").uses()).hasSize(1);
	}

	@Test
	void anEnvironmentVariableThatMakesAPhantomEntryIsAnErrorThatNamesTheRightOne() {
		dependency("catalog-db", "http");
		set("alwayson.dependencies.catalog-db.endpoint", "http://localhost:8081");
		this.variables.put("ALWAYSON_DEPENDENCIES_CATALOGDB_ENDPOINT", "http://localhost:8082");
		assertThat(violations()).filteredOn((violation) -> violation.key().equals("alwayson.dependencies.catalogdb"))
			.singleElement()
			.satisfies((violation) -> {
				assertThat(violation.problem()).contains("catalog-db")
					.contains("ALWAYSON_DEPENDENCIES_CATALOGDB_ENDPOINT");
				assertThat(violation.fix()).contains("${CATALOG_DB_ENDPOINT}");
			});
	}

	@Test
	void twoDeclaredNamesThatDifferOnlyByHyphensAreAnError() {
		dependency("catalog-db", "jdbc");
		dependency("catalogdb", "jdbc");
		assertThat(violations()).extracting(Violation::key).containsExactly("alwayson.dependencies.catalogdb");
	}

	@Test
	void placeholdersAreTheDocumentedWay() {
		dependency("catalog-db", "http");
		set("alwayson.dependencies.catalog-db.endpoint", "${CATALOG_DB_ENDPOINT}");
		this.variables.put("CATALOG_DB_ENDPOINT", "http://localhost:8082");
		assertThat(bind().dependencies().get("catalog-db").target().endpoint()).hasToString("http://localhost:8082");
	}

	@Test
	void aPlaceholderWithoutAValueNamesTheVariable() {
		dependency("catalog-db", "http");
		set("alwayson.dependencies.catalog-db.endpoint", "${CATALOG_DB_ENDPOINT}");
		assertThat(violations()).singleElement().extracting(Violation::fix).asString().contains("CATALOG_DB_ENDPOINT");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Catalog", "1st", "a--b", "a-", "with_underscore",
			"a2345678901234567890123456789012345678901" })
	void illegalNamesAreErrors(String name) {
		set("alwayson.dependencies[" + name + "].type", "jdbc");
		assertThat(violations()).singleElement().extracting(Violation::problem).asString().contains("not a legal name");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "a1", "catalog-db", "a234567890123456789012345678901234567890" })
	void legalNamesAreKept(String name) {
		dependency(name, "jdbc");
		assertThat(bind().dependencies()).containsOnlyKeys(name);
	}

	@Test
	void aStrictEnvironmentNeedsIdentity() {
		set("alwayson.stamp.environment", "prod");
		assertThat(violations()).extracting(Violation::key)
			.containsExactly("alwayson.stamp.id", "alwayson.stamp.region");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "West Europe", "weu\r\nSet-Cookie: a=b", "<script>", "weu,blue", "\"", "-weu", "weu_", "ä" })
	void aStampThatHeadersLabelsAndTagsCannotCarryIsAnError(String value) {
		for (String leaf : List.of("id", "region", "environment")) {
			this.properties.clear();
			strict();
			set("alwayson.stamp." + leaf, value);
			assertThat(violations()).extracting(Violation::key).containsExactly("alwayson.stamp." + leaf);
			assertThat(failure().getMessage().lines()).hasSize(2);
		}
	}

	@Test
	void aStampsTextsAreLegalAsLabelValues() {
		strict();
		set("alwayson.stamp.id", "W" + "e".repeat(61) + "1");
		set("alwayson.stamp.region", "west_europe.1");
		set("alwayson.stamp.release", "1.4.0-rc.1+build.7");
		assertThat(bind().stamp().release()).isEqualTo("1.4.0-rc.1+build.7");
		set("alwayson.stamp.id", "w".repeat(64));
		set("alwayson.stamp.release", "1.4.0 (build 7)");
		assertThat(violations()).extracting(Violation::key)
			.containsExactly("alwayson.stamp.id", "alwayson.stamp.release");
	}

	@Test
	void aStampFromAVariableThatIsNotSetNamesTheVariable() {
		strict();
		set("alwayson.stamp.id", "${STAMP_ID}");
		assertThat(violations().get(0).fix()).isEqualTo("Set the environment variable or property STAMP_ID");
	}

	@Test
	void aStrictEnvironmentRefusesSecretsAndNeverRepeatsThem() {
		strict();
		dependency("images", "blob");
		set("alwayson.dependencies.images.endpoint",
				"DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net");
		dependency("events", "event-hubs");
		set("alwayson.dependencies.events.endpoint",
				"Endpoint=sb://contoso.servicebus.windows.net;SharedAccessKeyName=x;SharedAccessKey=c2VjcmV0");
		set("alwayson.dependencies.events.event-hub", "comments");
		dependency("more", "blob");
		set("alwayson.dependencies.more.endpoint", "https://contoso.blob.core.windows.net?sv=1&sig=c2VjcmV0");
		InvalidWorkloadException failure = failure();
		assertThat(failure).hasMessageContaining("alwayson.dependencies.images.endpoint")
			.hasMessageContaining("alwayson.dependencies.events.endpoint")
			.hasMessageContaining("alwayson.dependencies.more.endpoint")
			.hasMessageNotContaining("c2VjcmV0");
	}

	@Test
	void aSecretBehindAPlaceholderIsRefusedToo() {
		strict();
		dependency("images", "blob");
		set("alwayson.dependencies.images.endpoint", "${IMAGES}");
		this.variables.put("IMAGES", "AccountName=contoso;AccountKey=c2VjcmV0");
		assertThat(failure()).hasMessageContaining("account key").hasMessageNotContaining("c2VjcmV0");
	}

	@Test
	void theConnectionStringOfAnEmulatorIsFineInLocalAndItsTextHidesTheKey() {
		dependency("images", "blob");
		set("alwayson.dependencies.images.endpoint",
				"DefaultEndpointsProtocol=http;AccountName=dev;AccountKey=c2VjcmV0;BlobEndpoint=http://127.0.0.1:10000/dev;");
		Dependency images = bind().dependencies().get("images");
		assertThat(images.target().endpoint()).hasToString("http://127.0.0.1:10000/dev");
		assertThat(images.toString()).doesNotContain("c2VjcmV0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "AccountName=dev;AccountKey", "AccountName=;AccountKey=c2VjcmV0",
			"AccountKey=c2VjcmV0;nonsense", "AccountKey=c2VjcmV0" })
	void aMalformedConnectionStringIsAnErrorThatHidesIt(String value) {
		dependency("images", "blob");
		set("alwayson.dependencies.images.endpoint", value);
		assertThat(failure()).hasMessageContaining("alwayson.dependencies.images.endpoint")
			.hasMessageContaining("connection string")
			.hasMessageNotContaining("c2VjcmV0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "contoso", "ftp://contoso", "http://", "https://user:pass@contoso.example", "http://a b",
			"https://contoso.example/?a" })
	void aBadAddressIsAnError(String value) {
		dependency("images", "http");
		set("alwayson.dependencies.images.endpoint", value);
		assertThat(violations()).extracting(Violation::key).containsExactly("alwayson.dependencies.images.endpoint");
	}

	@Test
	void aWorstCaseAboveTheDeadlineIsRefusedWithTheSum() {
		dependency("one", "jdbc");
		set("alwayson.dependencies.one.resilience.deadline", "1s");
		assertThat(violations()).singleElement().satisfies((violation) -> {
			assertThat(violation.key()).isEqualTo("alwayson.dependencies.one.resilience.deadline");
			assertThat(violation.problem()).contains("3 x attempt-timeout 600ms + waits 150ms = 1950ms");
		});
	}

	@Test
	void invertedDurationsAreErrors() {
		set("alwayson.health.defaults.retry-interval", "20s");
		set("alwayson.health.defaults.max-age", "5s");
		set("alwayson.resilience.defaults.first-delay", "1s");
		set("alwayson.resilience.defaults.breaker.open-for", "5s");
		assertThat(violations()).extracting(Violation::key)
			.contains("alwayson.health.defaults.retry-interval", "alwayson.health.defaults.max-age",
					"alwayson.resilience.defaults.first-delay", "alwayson.resilience.defaults.breaker.open-for");
	}

	@Test
	void wrongDefaultsAreSaidOnceAndNotForEachDependency() {
		set("alwayson.health.defaults.timeout", "0s");
		dependency("one", "jdbc");
		dependency("two", "jdbc");
		assertThat(violations()).extracting(Violation::key)
			.allMatch((key) -> key.startsWith("alwayson.health.defaults"));
	}

	@Test
	void absurdNumbersEndInAMessageAndNotInAnOverflow() {
		dependency("one", "jdbc");
		set("alwayson.dependencies.one.resilience.max-attempts", "2147483647");
		assertThat(violations()).extracting(Violation::key)
			.containsExactly("alwayson.dependencies.one.resilience.max-attempts");
	}

	@Test
	void theDrainDelayFitsIntoTheShutdownPhase() {
		set("spring.lifecycle.timeout-per-shutdown-phase", "10s");
		set("spring.main.cloud-platform", "kubernetes");
		assertThat(violations()).singleElement().satisfies((violation) -> {
			assertThat(violation.key()).isEqualTo("alwayson.health.drain.delay");
			assertThat(violation.value()).isEqualTo("15s");
		});
	}

	@Test
	void theDrainDelayIsFifteenSecondsOnKubernetes() {
		set("spring.main.cloud-platform", "kubernetes");
		assertThat(bind().health().drainDelay()).isEqualTo(Duration.ofSeconds(15));
	}

	@Test
	void groupsNameDeclaredMembersAndAPossibleMinimum() {
		dependency("one", "jdbc");
		dependency("two", "jdbc");
		set("alwayson.groups.all.members", "one,two");
		set("alwayson.groups.all.min-healthy", "3");
		set("alwayson.groups.two.members", "one,none");
		set("alwayson.flows.list.uses", "all");
		assertThat(violations()).extracting(Violation::key)
			.containsExactly("alwayson.groups.all.min-healthy", "alwayson.groups.two", "alwayson.groups.two.members");
	}

	@Test
	void checkpointsNameABlobDependency() {
		dependency("events", "event-hubs");
		set("alwayson.dependencies.events.endpoint", "contoso.servicebus.windows.net");
		set("alwayson.dependencies.events.event-hub", "comments");
		set("alwayson.dependencies.events.checkpoints", "db");
		dependency("db", "jdbc");
		assertThat(violations()).extracting(Violation::key).containsExactly("alwayson.dependencies.events.checkpoints");
	}

	@Test
	void serviceBusHasExactlyOneOfQueueAndTopic() {
		dependency("bus", "service-bus");
		set("alwayson.dependencies.bus.endpoint", "contoso.servicebus.windows.net");
		assertThat(violations()).extracting(Violation::problem).containsExactly("needs exactly one of queue and topic");
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "POST GET /x", "items", "po$t /x" })
	void badRoutesAreErrors(String route) {
		set("alwayson.flows.list.routes[0]", route);
		assertThat(violations()).extracting(Violation::key).containsExactly("alwayson.flows.list.routes");
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /items/{", "/items/{id", "/items/**/comments/{*rest}/x", "/{id}/{id}" })
	void patternsThatDoNotParseAreErrorsAmongTheOthers(String route) {
		set("alwayson.flows.list.routes[0]", route);
		set("alwayson.flows.list.uses", "nosuch");
		assertThat(violations()).extracting(Violation::key)
			.containsExactly("alwayson.flows.list.uses", "alwayson.flows.list.routes");
		assertThat(violations().get(1).toString()).contains("'" + route + "'").contains("malformed pattern");
	}

	@Test
	void badUsesAndObjectivesAreErrors() {
		dependency("one", "jdbc");
		set("alwayson.flows.list.uses", "one:harmless,one,one");
		set("alwayson.flows.list.objective.availability", "100");
		set("alwayson.flows.list.sli.degraded", "0.7");
		assertThat(violations()).extracting(Violation::key)
			.containsExactly("alwayson.flows.list.uses", "alwayson.flows.list.uses",
					"alwayson.flows.list.objective.availability", "alwayson.flows.list.sli.degraded");
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.0.0.0", "10.0.0.0/33", "300.0.0.0/8", "example.org/8" })
	void badNetworksAreErrors(String network) {
		set("alwayson.inbound.trusted-networks", network);
		assertThat(violations()).extracting(Violation::key).containsExactly("alwayson.inbound.trusted-networks");
	}

	@Test
	void idsOfFrontDoorAreIds() {
		set("alwayson.inbound.front-door-ids", "A0A0A0A0-bbbb-cccc-dddd-e1e1e1e1e1e1");
		assertThat(bind().inbound().frontDoorIds()).containsExactly("a0a0a0a0-bbbb-cccc-dddd-e1e1e1e1e1e1");
		set("alwayson.inbound.front-door-ids", "contoso.azurefd.net");
		assertThat(violations()).extracting(Violation::key).containsExactly("alwayson.inbound.front-door-ids");
	}

	@Test
	void controlCharactersAndLongValuesDoNotReachTheMessage() {
		set("alwayson.flows.list.routes[0]", "x\u001b[31m" + "y".repeat(500));
		assertThat(failure().getMessage()).doesNotContain("\u001b").hasSizeLessThan(400);
	}

	private void strict() {
		set("alwayson.stamp.id", "weu-blue");
		set("alwayson.stamp.region", "westeurope");
		set("alwayson.stamp.environment", "prod");
	}

	private void dependency(String name, String type) {
		set("alwayson.dependencies." + name + ".type", type);
	}

	private void set(String key, String value) {
		this.properties.put(key, value);
	}

	private Workload bind() {
		return WorkloadBinder.bind(environment());
	}

	private List<Violation> violations() {
		return failure().violations();
	}

	private InvalidWorkloadException failure() {
		return catchThrowableOfType(InvalidWorkloadException.class, this::bind);
	}

	private StandardEnvironment environment() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, this.variables));
		environment.getPropertySources().addLast(new MapPropertySource("test", this.properties));
		return environment;
	}

}
