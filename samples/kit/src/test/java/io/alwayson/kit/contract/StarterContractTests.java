package io.alwayson.kit.contract;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.alwayson.health.PublishedHealth;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.type.MethodMetadata;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One contract over all starters.
 */
class StarterContractTests {

	private static final ClassLoader ALL = StarterContractTests.class.getClassLoader();

	@ParameterizedTest
	@EnumSource
	void disabledLeavesNoneOfItsBeans(Starter starter) {
		onEveryPlatform(ALL, (runner) -> runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(starter.beanNames(beans(context))).isNotEmpty();
		}));
		onEveryPlatform(ALL, (runner) -> runner.withPropertyValues(starter.enabledKey() + "=false").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(starter.beanNames(beans(context))).isEmpty();
			for (Starter other : Starter.values()) {
				assertThat(starter == other || !other.beanNames(beans(context)).isEmpty()).as(other.id()).isTrue();
			}
		}));
	}

	@ParameterizedTest
	@EnumSource
	void aUsersBeanWins(Starter starter) {
		Set<Class<?>> tried = new HashSet<>();
		Starter.withoutServers(ALL).forEach((runner) -> {
			Map<Class<?>, UsersBean> replacements = new LinkedHashMap<>();
			runner.run((context) -> {
				ConfigurableListableBeanFactory beans = beans(context);
				for (String name : starter.beanNames(beans)) {
					Class<?> type = beans.getType(name);
					if (type != null && Modifier.isPublic(type.getModifiers())
							&& type.getName().startsWith("io.alwayson.")
							&& beans.getBeanDefinition(name) instanceof AnnotatedBeanDefinition definition
							&& isOurs(definition.getFactoryMethodMetadata()) && tried.add(type)) {
						replacements.put(type, UsersBean.of(type, definition.getFactoryMethodMetadata()));
					}
				}
			});
			replacements
				.forEach((type, usersBean) -> assertThat(namesBeside(usersBean, type, runner)).as(type.getName())
					.isEqualTo((usersBean.type() == type) ? List.of(usersBean.name()) : List.of()));
		});
		assertThat(tried).isNotEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void whatBootConfiguresIsThereAsBefore(Starter starter) {
		Starter.withoutServers(ALL).forEach((runner) -> {
			Set<String> without = new TreeSet<>();
			runner.withPropertyValues(starter.enabledKey() + "=false")
				.run((context) -> without.addAll(List.of(beans(context).getBeanDefinitionNames())));
			without.removeAll(starter.replaced());
			runner.run((context) -> assertThat(beans(context).getBeanDefinitionNames()).containsAll(without));
		});
	}

	private static boolean isOurs(@Nullable MethodMetadata beanMethod) {
		return beanMethod != null && beanMethod.getDeclaringClassName().startsWith("io.alwayson.");
	}

	/**
	 * Names of the beans of the type, asked when all are defined and none is made: the
	 * user's bean need not work.
	 */
	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static List<String> namesBeside(UsersBean usersBean, Class<?> type,
			AbstractApplicationContextRunner<?, ?, ?> runner) {
		List<String> names = new ArrayList<>();
		RuntimeException enough = new IllegalStateException("All beans are defined");
		runner.withInitializer((context) -> {
			RootBeanDefinition definition = new RootBeanDefinition((Class) usersBean.type());
			((GenericApplicationContext) context).registerBeanDefinition(usersBean.name(), definition);
			context.addBeanFactoryPostProcessor((beans) -> {
				names.addAll(List.of(beans.getBeanNamesForType(type, true, false)));
				throw enough;
			});
		}).run((context) -> assertThat(context.getStartupFailure()).isSameAs(enough));
		return names;
	}

	@ParameterizedTest
	@EnumSource
	void anEmptyConfigurationStartsEverywhere(Starter starter) {
		onEveryPlatform(starter.alone(), (runner) -> runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(starter.beanNames(beans(context))).isNotEmpty();
		}));
	}

	@ParameterizedTest
	@EnumSource
	void aloneItAnswersAndRefusesNothing(Starter starter) {
		Starter.servlet(starter.alone()).run((context) -> assertThat(status(context)).isEqualTo(404));
		Starter.reactive(starter.alone()).run((context) -> assertThat(status(context)).isEqualTo(404));
	}

	@ParameterizedTest
	@EnumSource
	void badConfigurationNamesTheKey(Starter starter) {
		onEveryPlatform(starter.alone(),
				(runner) -> runner.withPropertyValues(starter.key() + "=" + starter.badValue()).run((context) -> {
					assertThat(context).hasFailed();
					assertThat(NestedExceptionUtils.getMostSpecificCause(context.getStartupFailure()))
						.hasMessageContaining(starter.key());
				}));
	}

	@ParameterizedTest
	@EnumSource
	void aSwitchThatIsNeitherOnNorOffNamesTheKey(Starter starter) {
		onEveryPlatform(starter.alone(),
				(runner) -> runner.withPropertyValues(starter.enabledKey() + "=maybe").run((context) -> {
					assertThat(context).hasFailed();
					assertThat(NestedExceptionUtils.getMostSpecificCause(context.getStartupFailure()))
						.hasMessageContaining(starter.enabledKey());
				}));
	}

	@Test
	void withNothingDeclaredNoConnectionIsOpened() throws IOException {
		Set<Integer> own = new TreeSet<>();
		try (OutgoingConnections connections = OutgoingConnections.watch()) {
			for (WebApplicationType type : WebApplicationType.values()) {
				try (ConfigurableApplicationContext context = Starter.application(type)) {
					PublishedHealth health = context.getBean(PublishedHealth.class);
					Awaitility.await("the first round of checks").until(() -> health.verdict().ready());
					if (context instanceof WebServerApplicationContext server) {
						own.add(server.getWebServer().getPort());
					}
				}
			}
			// A server that stops wakes its own acceptor.

			assertThat(connections.targets())
				.allMatch((target) -> own.stream().anyMatch((port) -> target.toString().endsWith(":" + port)));
			try (ServerSocket server = new ServerSocket(0);
					Socket socket = new Socket("localhost", server.getLocalPort())) {
				assertThat(connections.targets()).as("the watch is awake")
					.anyMatch((target) -> target.toString().endsWith(":" + socket.getPort()));
			}
		}
	}

	private static void onEveryPlatform(ClassLoader classes, Consumer<AbstractApplicationContextRunner<?, ?, ?>> test) {
		Starter.everywhere(classes).forEach(test);
	}

	private static ConfigurableListableBeanFactory beans(ApplicationContextAssertProvider<?> context) {
		return ((ConfigurableApplicationContext) context.getSourceApplicationContext()).getBeanFactory();
	}

	private static int status(ApplicationContextAssertProvider<?> context) throws IOException, InterruptedException {
		assertThat(context.getStartupFailure()).isNull();
		int port = ((WebServerApplicationContext) context.getSourceApplicationContext()).getWebServer().getPort();
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/nothing")).build(),
					HttpResponse.BodyHandlers.discarding())
			.statusCode();
	}

	/**
	 * The bean of a user that makes one of ours step back.
	 *
	 * @param type the same type, or the one that the whole configuration waits for
	 * @param name any, unless ours stands in for a bean of a given name
	 */
	private record UsersBean(Class<?> type, String name) {

		static UsersBean of(Class<?> type, MethodMetadata beanMethod) {
			var condition = beanMethod.getAnnotations().get(ConditionalOnMissingBean.class);
			if (condition.isPresent()) {
				String[] names = condition.getStringArray("name");
				return new UsersBean(type, (names.length > 0) ? names[0] : "users");
			}
			Class<?> configuration = ClassUtils.resolveClassName(beanMethod.getDeclaringClassName(), ALL);
			condition = MergedAnnotations.from(configuration).get(ConditionalOnMissingBean.class);
			assertThat(condition.isPresent()).as(beanMethod + " gives way").isTrue();
			return new UsersBean(condition.getClassArray("value")[0], "users");
		}

	}

}
