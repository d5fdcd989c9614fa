package io.alwayson.resilience.autoconfigure;

import java.nio.charset.StandardCharsets;

import com.azure.core.credential.TokenCredential;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.alwayson.resilience.Resilience;
import io.alwayson.resilience.azure.AzureClientBuilderCustomizer;
import io.alwayson.workload.autoconfigure.WorkloadAutoConfiguration;
import io.alwayson.workload.binding.InvalidWorkloadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link ResilienceAzureAutoConfiguration}, without a network.
 */
@ExtendWith(OutputCaptureExtension.class)
class ResilienceAzureAutoConfigurationTests {

	private static final String[] IMAGES = { "alwayson.dependencies.images.type=blob",
			"alwayson.dependencies.images.endpoint=https://contoso.blob.core.windows.net",
			"alwayson.dependencies.images.container=images" };

	private static final String[] ARCHIVE = { "alwayson.dependencies.archive.type=blob",
			"alwayson.dependencies.archive.endpoint=https://archive.blob.core.windows.net" };

	private static final String[] VAULT = { "alwayson.dependencies.vault.type=key-vault",
			"alwayson.dependencies.vault.endpoint=https://contoso.vault.azure.net" };

	private static final TokenCredential CREDENTIAL = (request) -> Mono.never();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilienceAzureAutoConfiguration.class));

	@Test
	void nothingDeclaredMakesNoClient() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(BlobServiceClient.class)
			.doesNotHaveBean(BlobContainerClient.class));
	}

	@Test
	void declaredContainerAndAccountHaveClientsUnderTheirNames() {
		this.runner.withPropertyValues(IMAGES).withPropertyValues(ARCHIVE).run((context) -> {
			assertThat(context.getBean("images", BlobContainerClient.class).getBlobContainerUrl())
				.isEqualTo("https://contoso.blob.core.windows.net/images");
			assertThat(context.getBean(BlobServiceClient.class)).isSameAs(context.getBean("archive"));
			assertThat(context.getBean(BlobServiceClient.class).getAccountUrl())
				.isEqualTo("https://archive.blob.core.windows.net");
		});
	}

	@Test
	void clientIsMadeWhenItIsAskedFor() {
		this.runner.withPropertyValues(IMAGES).withUserConfiguration(Telling.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThatThrownBy(() -> context.getBean("images")).rootCause().hasMessage("made images");
		});
	}

	@Test
	void beanOfTheApplicationHasTheNameFirst() {
		this.runner.withPropertyValues(IMAGES)
			.withBean("images", String.class, () -> "mine")
			.run((context) -> assertThat(context).hasNotFailed().getBean("images").isEqualTo("mine"));
	}

	@Test
	void clientOfTheApplicationIsInjectedByType() {
		BlobServiceClient mine = new BlobServiceClientBuilder().endpoint("https://mine.blob.core.windows.net")
			.buildClient();
		this.runner.withPropertyValues(ARCHIVE)
			.withBean("mine", BlobServiceClient.class, () -> mine)
			.run((context) -> assertThat(context.getBean(BlobServiceClient.class)).isSameAs(mine));
	}

	@Test
	void severalOfATypeNeedAQualifier() {
		this.runner.withPropertyValues(IMAGES)
			.withPropertyValues("alwayson.dependencies.thumbs.type=blob",
					"alwayson.dependencies.thumbs.endpoint=https://contoso.blob.core.windows.net",
					"alwayson.dependencies.thumbs.container=thumbs")
			.run((context) -> {
				assertThatExceptionOfType(NoUniqueBeanDefinitionException.class)
					.isThrownBy(() -> context.getBean(BlobContainerClient.class));
				assertThat(context.getBean("thumbs", BlobContainerClient.class).getBlobContainerName())
					.isEqualTo("thumbs");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "bean:other" })
	void otherClientModesMakeNone(String client) {
		this.runner.withPropertyValues(IMAGES)
			.withPropertyValues("alwayson.dependencies.images.client=" + client)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("images"));
	}

	@Test
	void credentialOfTheApplicationWins() {
		this.runner.withPropertyValues(IMAGES)
			.withBean(TokenCredential.class, () -> CREDENTIAL)
			.run((context) -> assertThat(context).getBean(TokenCredential.class).isSameAs(CREDENTIAL));
	}

	@ParameterizedTest
	@ValueSource(strings = { "local", "prod" })
	void sharedCredentialReachesNoNetwork(String environment) {
		this.runner.withPropertyValues(IMAGES)
			.withPropertyValues("alwayson.stamp.environment=" + environment, "alwayson.stamp.id=a",
					"alwayson.stamp.region=westeurope")
			.run((context) -> {
				assertThat(context).hasSingleBean(TokenCredential.class);
				assertThat(context.getBean(TokenCredential.class)).hasToString("shared "
						+ ("local".equals(environment) ? "DefaultAzureCredential" : "ManagedIdentityCredential"));
				assertThat(context.getBean("images")).isInstanceOf(BlobContainerClient.class);
			});
	}

	@Test
	void withoutIdentityTheFailureSaysWhatToDo() {
		this.runner.withPropertyValues(IMAGES)
			.withClassLoader(new FilteredClassLoader("com.azure.identity"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThatThrownBy(() -> context.getBean("images")).rootCause()
					.hasMessage("No credential for alwayson.dependencies.images: add com.azure:azure-identity, "
							+ "or define a bean of type TokenCredential");
			});
	}

	@Test
	void clientOfTheApplicationAtTheSameEndpointIsAdopted(CapturedOutput output) {
		BlobServiceClient mine = new BlobServiceClientBuilder().endpoint("https://contoso.blob.core.windows.net")
			.buildClient();
		SecretClient secrets = new SecretClientBuilder().vaultUrl("https://contoso.vault.azure.net")
			.credential(CREDENTIAL)
			.buildClient();
		this.runner.withPropertyValues(IMAGES)
			.withPropertyValues(VAULT)
			.withBean("mine", BlobServiceClient.class, () -> mine)
			.withBean("others", BlobServiceClient.class,
					() -> new BlobServiceClientBuilder().endpoint("https://others.blob.core.windows.net").buildClient())
			.withBean("my-secrets", SecretClient.class, () -> secrets)
			.run((context) -> {
				assertThat(context.getBean("images", BlobContainerClient.class).getHttpPipeline())
					.isSameAs(mine.getHttpPipeline());
				assertThat(context.getBean("vault")).isSameAs(secrets);
				assertThat(output).contains("The client of alwayson.dependencies.images is a bean of the application, "
						+ "and not protected. Make its builder a bean too, or pass it to Resilience.configure");
			});
	}

	@Test
	void clientThatIsMadeOfOursIsNotAdoptedByIt() {
		this.runner.withPropertyValues(IMAGES)
			.withBean(TokenCredential.class, () -> CREDENTIAL)
			.withUserConfiguration(Derived.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean("account", BlobServiceClient.class).getHttpPipeline())
					.isSameAs(context.getBean("images", BlobContainerClient.class).getHttpPipeline());
			});
	}

	@Test
	void declaredVaultHasAClientUnderItsName() {
		this.runner.withPropertyValues(VAULT)
			.withBean(TokenCredential.class, () -> CREDENTIAL)
			.run((context) -> assertThat(context.getBean("vault", SecretClient.class).getVaultUrl())
				.isEqualTo("https://contoso.vault.azure.net"));
	}

	@Test
	void builderThatCannotBeProtectedIsSaidToBe() {
		this.runner.withPropertyValues(IMAGES).run((context) -> {
			Resilience resilience = context.getBean(Resilience.class);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> resilience
					.configure(new BlobServiceClientBuilder().endpoint("https://others.blob.core.windows.net")))
				.withMessage("Nothing is declared under alwayson.dependencies at the address that this "
						+ "BlobServiceClientBuilder has, or it is incomplete");
			assertThatIllegalArgumentException().isThrownBy(() -> resilience.configure("builder"))
				.withMessage("No adapter protects what a java.lang.String makes");
		});
	}

	@Test
	void withoutKeyVaultOnTheClassPathItStarts() {
		this.runner.withPropertyValues(VAULT)
			.withClassLoader(new FilteredClassLoader("com.azure.security"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("vault"));
	}

	@Test
	void withoutBlobOnTheClassPathItStarts() {
		this.runner.withPropertyValues(IMAGES)
			.withClassLoader(new FilteredClassLoader("com.azure.storage"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(Resilience.class)
				.doesNotHaveBean("images"));
	}

	@Test
	void disabledMakesNoClient() {
		this.runner.withPropertyValues(IMAGES)
			.withPropertyValues("alwayson.resilience.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("images")
				.doesNotHaveBean(TokenCredential.class));
	}

	@Test
	void invalidDeclarationIsSaidAsSuch() {
		this.runner.withPropertyValues("alwayson.dependencies.images.type=blob")
			.run((context) -> assertThat(context).getFailure()
				.satisfies((failure) -> assertThat(failure).satisfiesAnyOf(
						(direct) -> assertThat(direct).isInstanceOf(InvalidWorkloadException.class),
						(wrapped) -> assertThat(wrapped).rootCause().isInstanceOf(InvalidWorkloadException.class))));
	}

	@Test
	void clientsSurviveProcessingAheadOfTime() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		TestPropertyValues.of(IMAGES).applyTo(context);
		context.register(WorkloadAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilienceAzureAutoConfiguration.class);
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("com.example", "Shop")), files);
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		generation.writeGeneratedContent();
		assertThat(files.getGeneratedFiles(GeneratedFiles.Kind.SOURCE).values()).anySatisfy(
				(source) -> assertThat(new String(source.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
					.contains("\"images\""));
	}

	@Configuration(proxyBeanMethods = false)
	static class Derived {

		@Bean
		BlobServiceClient account(@Qualifier("images") BlobContainerClient images) {
			return images.getServiceClient();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Telling {

		@Bean
		AzureClientBuilderCustomizer<BlobServiceClientBuilder> telling() {
			return (dependency, builder) -> {
				throw new IllegalStateException("made " + dependency);
			};
		}

	}

}
