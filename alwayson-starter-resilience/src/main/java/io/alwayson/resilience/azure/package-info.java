/**
 * The doors for Azure clients. Where a client has a pipeline, as those over HTTP do, one
 * policy in it owns the retries; containers of Cosmos DB and producers of Event Hubs are
 * proxies; a sender of Service Bus, which is final, is called through the corridor.
 * Declared dependencies get ready clients.
 */
@NullMarked
package io.alwayson.resilience.azure;

import org.jspecify.annotations.NullMarked;
