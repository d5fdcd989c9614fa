/**
 * The checks of declared Azure services. Each asks what a client with the rights of a
 * reader may ask, below all retries, and is never answered 404 by design.
 *
 * <p>
 * The walk of a run:
 * <ol>
 * <li>{@code ClientBeans}: the client that is bound to the dependency, else one of the
 * application's own for that endpoint; over AMQP none of them,</li>
 * <li>{@code AzureAccess}: else what a client of the check's own needs, which is made
 * once and exposed nowhere;</li>
 * <li>the check: one call,</li>
 * <li>{@code AzureAnswers}, {@code AmqpAnswers}: what it means.</li>
 * </ol>
 */
@NullMarked
package io.alwayson.health.azure;

import org.jspecify.annotations.NullMarked;
