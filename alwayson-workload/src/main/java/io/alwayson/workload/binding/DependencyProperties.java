package io.alwayson.workload.binding;

import io.alwayson.workload.DependencyType;
import io.alwayson.workload.FailureScope;
import io.alwayson.workload.Impact;
import org.jspecify.annotations.Nullable;

/**
 * Keys under {@code alwayson.dependencies.<name>}. Only the keys that fit the type may be
 * used.
 *
 * @param type kind of dependency. Mandatory
 * @param endpoint address of the service; in the environment local also the connection
 * string of an emulator
 * @param failureScope how far its failure reaches; the default depends on the type
 * @param impact what its failure does to its parents
 * @param client auto, none or bean:name
 * @param database cosmos: name of the database. Mandatory there
 * @param container cosmos, blob: name of the container
 * @param writeProbe cosmos: whether the health check writes a document of its own into
 * the container
 * @param eventHub event-hubs: name of the event hub. Mandatory there
 * @param consumerGroup event-hubs: name of the consumer group
 * @param checkpoints event-hubs: name of the blob dependency that keeps the checkpoints
 * @param queue service-bus: name of the queue; exactly one of queue and topic
 * @param topic service-bus: name of the topic
 * @param subscription service-bus: name of the topic's subscription
 * @param probePath http: path that the health check asks for
 * @param dataSource jdbc: name of the DataSource bean; default is the only one
 * @param health overrides of alwayson.health.defaults
 * @param resilience overrides of alwayson.resilience.defaults
 */
public record DependencyProperties(@Nullable DependencyType type, @Nullable String endpoint,
		@Nullable FailureScope failureScope, @Nullable Impact impact, @Nullable String client,
		@Nullable String database, @Nullable String container, @Nullable Boolean writeProbe, @Nullable String eventHub,
		@Nullable String consumerGroup, @Nullable String checkpoints, @Nullable String queue, @Nullable String topic,
		@Nullable String subscription, @Nullable String probePath, @Nullable String dataSource,
		@Nullable HealthOverrides health, @Nullable ResilienceOverrides resilience) {
}
