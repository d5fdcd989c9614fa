package io.alwayson.resilience.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

import io.alwayson.resilience.AttemptTimeoutException;
import io.alwayson.resilience.CircuitOpenException;
import io.alwayson.resilience.FailedCall;
import io.alwayson.resilience.Fallback;
import io.alwayson.resilience.Recorder;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.autoconfigure.ResilienceAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceHttpAutoConfiguration;
import io.alwayson.resilience.autoconfigure.ResilienceWebClientAutoConfiguration;
import io.alwayson.resilience.http.SickServer.Answer;
import io.alwayson.workload.Criticality;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.context.CallContext;
import io.alwayson.workload.context.CallOutcome.Result;
import io.alwayson.workload.context.WorkloadContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.service.HttpServiceClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.service.ReactiveHttpServiceClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup.ClientType;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the doors of Spring's HTTP clients have in common, against a server that is sick
 * in all the ways there are.
 */
@Timeout(60)
class HttpDoorsContractTests {

	private final Recorder recorder = new Recorder();

	private final List<FailedCall> asked = Collections.synchronizedList(new ArrayList<>());

	private Fallback fallback;

	private SickServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = new SickServer();
	}

	@AfterEach
	void stop() {
		this.server.close();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void answerComesThrough(Client client) {
		this.server.answers(Answer.GOOD, Answer.CHUNKED);
		assertThat(get(client)).isEqualTo("an answer of some length");
		assertThat(get(client)).isEqualTo("an answer of some length");
		assertThat(this.recorder.results()).containsExactly(Result.SUCCESS, Result.SUCCESS);
	}

	@ParameterizedTest
	@CsvSource({ "REST_CLIENT", "REST_CLIENT_ON_APACHE" })
	void connectionIsUsedAgain(Client client) {
		this.server.answers(Answer.GOOD, Answer.CHUNKED, Answer.EMPTY, Answer.GOOD);
		run(client, (context, uri) -> {
			RestClient restClient = context.getBean(RestClient.Builder.class).build();
			for (int request = 0; request < 4; request++) {
				restClient.get().uri(uri + "/items").retrieve().toBodilessEntity();
			}
		}, "http");
		assertThat(this.server.ports).hasSize(4).containsOnly(this.server.ports.get(0));
	}

	@ParameterizedTest
	@EnumSource
	void responseWithoutABodyComesThrough(Client client) {
		this.server.answers(Answer.EMPTY);
		assertThat(get(client)).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void unavailableServerIsAskedAgain(Client client) {
		this.server.answers(Answer.UNAVAILABLE, Answer.UNAVAILABLE, Answer.GOOD);
		assertThat(get(client)).isEqualTo("an answer of some length");
		assertThat(this.recorder.results()).containsExactly(Result.FAILURE, Result.FAILURE, Result.SUCCESS);
	}

	@ParameterizedTest
	@EnumSource
	void lastResponseReachesTheCallerUnchanged(Client client) {
		this.server.answers(Answer.UNAVAILABLE);
		assertThatThrownBy(() -> get(client)).hasMessageContaining("503");
		assertThat(this.server.arrivals).hasSize(3);
	}

	@ParameterizedTest
	@EnumSource
	void serverThatHangsIsLeftAndAskedAgain(Client client) {
		this.server.answers(Answer.HANGS, Answer.GOOD);
		assertThat(get(client)).isEqualTo("an answer of some length");
		assertThat(this.recorder.results()).containsExactly(Result.TIMEOUT, Result.SUCCESS);
	}

	@ParameterizedTest
	@EnumSource
	void bodyThatDoesNotComeIsAFailureOfTheAttempt(Client client) {
		this.server.answers(Answer.STOPS, Answer.GOOD);
		assertThat(get(client)).isEqualTo("an answer of some length");
		assertThat(this.recorder.results()).containsExactly(Result.TIMEOUT, Result.SUCCESS);
	}

	@ParameterizedTest
	@EnumSource
	void bodyThatDripsIsAFailureOfTheAttempt(Client client) {
		this.server.answers(Answer.DRIPS, Answer.GOOD);
		assertThat(get(client)).isEqualTo("an answer of some length");
		assertThat(this.recorder.results()).containsExactly(Result.TIMEOUT, Result.SUCCESS);
	}

	@ParameterizedTest
	@EnumSource
	void halfABodyIsAFailureOfTheAttempt(Client client) {
		this.server.answers(Answer.HALF, Answer.GOOD);
		assertThat(get(client)).isEqualTo("an answer of some length");
		assertThat(this.recorder.results()).containsExactly(Result.FAILURE, Result.SUCCESS);
	}

	@ParameterizedTest
	@EnumSource
	void serverThatAlwaysHangsIsATimeoutAsTheClientTellsIt(Client client) {
		this.server.answers(Answer.HANGS);
		assertThatThrownBy(() -> get(client))
			.isInstanceOf(client.isReactive() ? WebClientRequestException.class : ResourceAccessException.class)
			.hasRootCauseInstanceOf(client.isReactive() ? AttemptTimeoutException.class : Throwable.class);
		assertThat(this.server.arrivals).hasSize(3);
	}

	@ParameterizedTest
	@CsvSource({ "REST_CLIENT,LONG_KNOWN", "REST_CLIENT,LONG_CHUNKED", "REST_CLIENT_ON_APACHE,LONG_KNOWN",
			"REST_CLIENT_ON_APACHE,LONG_CHUNKED", "WEB_CLIENT,LONG_KNOWN", "WEB_CLIENT,LONG_CHUNKED" })
	void longBodyComesThroughWhole(Client client, Answer answer) {
		this.server.answers(answer);
		assertThat(get(client).getBytes(StandardCharsets.UTF_8)).isEqualTo(SickServer.LONG);
		assertThat(this.server.arrivals).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "REST_CLIENT", "REST_CLIENT_ON_APACHE", "WEB_CLIENT" })
	void longBodyThatStopsIsGivenUp(Client client) {
		this.server.answers(Answer.LONG_STOPS);
		long startedAt = System.nanoTime();
		assertThatThrownBy(() -> get(client)).hasRootCauseInstanceOf(IOException.class);
		assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isBetween(Duration.ofSeconds(5),
				Duration.ofSeconds(20));
		assertThat(this.recorder.results()).containsExactly(Result.SUCCESS);
	}

	@ParameterizedTest
	@EnumSource
	void fallbackAnswersInPlaceOfTheServer(Client client) {
		this.server.answers(Answer.UNAVAILABLE);
		this.fallback = (call) -> {
			this.asked.add(call);
			return ResponseEntity.ok("yesterday's answer");
		};
		assertThat(get(client)).isEqualTo("yesterday's answer");
		assertThat(this.asked).singleElement().satisfies((call) -> {
			assertThat(call.request()).isInstanceOf(client.isReactive() ? ClientRequest.class : HttpRequest.class);
			assertThat(call.answer()).isNotNull();
		});
		assertThat(this.recorder.results()).containsOnly(Result.FAILURE);
		assertThat(this.recorder.events).contains("fallback");
	}

	@ParameterizedTest
	@EnumSource
	void fallbackForARefusalMayHaveNoBody(Client client) {
		this.fallback = (call) -> ResponseEntity.noContent().build();
		run(client, (context, uri) -> {
			context.getBean(Resilience.class).corridor("prices").breaker().forceOpen();
			assertThat(client.get(context, uri)).isNull();
		}, "http");
	}

	@ParameterizedTest
	@EnumSource
	void fallbackThatGivesNoResponseDeclines(Client client) {
		this.server.answers(Answer.UNAVAILABLE);
		this.fallback = (call) -> "yesterday's answer";
		assertThatThrownBy(() -> get(client)).hasMessageContaining("503");
		this.fallback = (call) -> ResponseEntity.ok(List.of("yesterday's answer"));
		assertThatThrownBy(() -> get(client)).hasMessageContaining("503");
		assertThat(this.recorder.events).contains("no fallback").doesNotContain("fallback");
	}

	@ParameterizedTest
	@CsvSource({ "REST_CLIENT", "REST_CLIENT_ON_APACHE", "WEB_CLIENT" })
	void streamOfEventsTakesAllTheTimeItLikes(Client client) {
		this.server.answers(Answer.EVENTS);
		assertThat(get(client)).contains("first").contains("second");
		assertThat(this.server.arrivals).hasSize(1);
		assertThat(this.recorder.results()).containsExactly(Result.SUCCESS);
	}

	@ParameterizedTest
	@EnumSource
	void refusalComesOutAsItIs(Client client) {
		run(client, (context, uri) -> {
			context.getBean(Resilience.class).corridor("prices").breaker().forceOpen();
			assertThatThrownBy(() -> client.get(context, uri)).isInstanceOf(CircuitOpenException.class);
		}, "http");
		assertThat(this.server.arrivals).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void anotherStampIsToldWhenTheAnswerIsDueAndHowMuchItMatters(Client client) {
		WorkloadContext.Scope scope = WorkloadContext.open(CallContext.NONE.withFlow("browse", Criticality.LOW));
		try {
			run(client, client::get, "stamp-service");
		}
		finally {
			scope.close();
		}
		assertThat(this.server.arrivals).singleElement().satisfies((headers) -> {
			assertThat(Long.parseLong(headers.getFirst("X-AlwaysOn-Deadline-Ms"))).isBetween(1L, 1000L);
			assertThat(headers.getFirst("X-AlwaysOn-Criticality")).isEqualTo("low");
		});
	}

	@ParameterizedTest
	@EnumSource
	void nobodyElseIsTold(Client client) {
		get(client);
		assertThat(this.server.arrivals).singleElement().satisfies((headers) -> {
			assertThat(headers).doesNotContainKey("X-alwayson-deadline-ms");
			assertThat(headers).doesNotContainKey("X-alwayson-criticality");
		});
	}

	@ParameterizedTest
	@CsvSource({ "REST_CLIENT", "REST_CLIENT_ON_APACHE", "WEB_CLIENT" })
	void otherOriginsAreLeftAlone(Client client) {
		this.server.answers(Answer.UNAVAILABLE);
		run(client, (context, uri) -> {
			URI other = URI.create("http://localhost:" + uri.getPort());
			assertThatThrownBy(() -> client.get(context, other)).hasMessageContaining("503");
		}, "http");
		// Apache's client sends it again by itself, as ever.
		assertThat(this.server.arrivals).hasSize((client == Client.REST_CLIENT_ON_APACHE) ? 2 : 1);
		assertThat(this.recorder.outcomes).isEmpty();
	}

	private String get(Client client) {
		AtomicReference<String> body = new AtomicReference<>();
		run(client, (context, uri) -> body.set(client.get(context, uri)), "http");
		return body.get();
	}

	private void run(Client client, Use use, String type) {
		ApplicationContextRunner runner = new ApplicationContextRunner();
		if (this.fallback != null) {
			runner = runner.withBean("yesterdays", Fallback.class, () -> this.fallback)
				.withPropertyValues("alwayson.dependencies.prices.resilience.fallback=yesterdays");
		}
		runner
			.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ResilienceHttpAutoConfiguration.class, ResilienceWebClientAutoConfiguration.class,
					HttpClientAutoConfiguration.class, ImperativeHttpClientAutoConfiguration.class,
					ReactiveHttpClientAutoConfiguration.class, HttpServiceClientPropertiesAutoConfiguration.class,
					RestClientAutoConfiguration.class, WebClientAutoConfiguration.class,
					HttpServiceClientAutoConfiguration.class, ReactiveHttpServiceClientAutoConfiguration.class))
			.withUserConfiguration(Groups.class)
			.withBean(Recorder.class, () -> this.recorder)
			.withPropertyValues("alwayson.dependencies.prices.type=" + type,
					"alwayson.dependencies.prices.endpoint=" + this.server.uri(),
					"alwayson.dependencies.prices.resilience.deadline=20s",
					"alwayson.dependencies.prices.resilience.attempt-timeout=1s",
					"spring.http.clients.imperative.factory=" + client.factory(),
					"spring.http.serviceclient.blocking.base-url=" + this.server.uri(),
					"spring.http.serviceclient.reactive.base-url=" + this.server.uri())
			.run((context) -> {
				assertThat(context).hasNotFailed();
				use.in(context, this.server.uri());
			});
	}

	/** Does something with a context. */
	private interface Use {

		void in(ApplicationContext context, URI uri);

	}

	/** A service behind a blocking client. */
	interface BlockingItems {

		@GetExchange("/items")
		String items();

	}

	/** A service behind a reactive client. */
	interface ReactiveItems {

		@GetExchange("/items")
		reactor.core.publisher.Mono<String> items();

	}

	/** Two groups of services. */
	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "blocking", types = BlockingItems.class)
	@ImportHttpServices(group = "reactive", types = ReactiveItems.class, clientType = ClientType.WEB_CLIENT)
	static class Groups {

		/**
		 * Keeps Netty's loops for the next test: ending them is a wait without a limit.
		 */
		@Bean
		ReactorResourceFactory loops() {
			return new ReactorResourceFactory() {

				@Override
				public void stop() {
					// They are daemons, and of this process.
				}

				@Override
				public void destroy() {
					stop();
				}

			};
		}

	}

	/** Who asks. */
	enum Client {

		REST_CLIENT("jdk", Client::restClient),

		REST_CLIENT_ON_APACHE("http-components", Client::restClient),

		REST_CLIENT_ON_JETTY("jetty", Client::restClient),

		WEB_CLIENT("jdk", Client::webClient),

		BLOCKING_SERVICE("jdk", (context, uri) -> context.getBean(BlockingItems.class).items()),

		REACTIVE_SERVICE("jdk",
				(context, uri) -> context.getBean(ReactiveItems.class).items().block(Duration.ofSeconds(30)));

		private final String factory;

		private final BiFunction<ApplicationContext, URI, String> door;

		Client(String factory, BiFunction<ApplicationContext, URI, String> door) {
			this.factory = factory;
			this.door = door;
		}

		String get(ApplicationContext context, URI uri) {
			return this.door.apply(context, uri);
		}

		/** What blocking clients stand on. */
		String factory() {
			return this.factory;
		}

		boolean isReactive() {
			return this == WEB_CLIENT || this == REACTIVE_SERVICE;
		}

		private static String restClient(ApplicationContext context, URI uri) {
			return context.getBean(RestClient.Builder.class)
				.build()
				.get()
				.uri(uri + "/items")
				.retrieve()
				.body(String.class);
		}

		private static String webClient(ApplicationContext context, URI uri) {
			return context.getBean(WebClient.Builder.class)
				.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(-1))
				.build()
				.get()
				.uri(uri + "/items")
				.retrieve()
				.bodyToMono(String.class)
				.block(Duration.ofSeconds(30));
		}

	}

}
