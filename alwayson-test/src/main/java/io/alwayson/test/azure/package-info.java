/**
 * Azure's services on a developer's machine: real emulators in processes of their own, as
 * JUnit resources, and {@link io.alwayson.test.azure.KeyVaultServer} and
 * {@link io.alwayson.test.azure.AmqpServer} in process.
 *
 * <p>
 * The walk of an emulator, once for each JVM:
 * <ol>
 * <li>{@link io.alwayson.test.azure.Azurite},
 * {@link io.alwayson.test.azure.CosmosEmulator}: the first test class that uses it,</li>
 * <li>{@code NpmPackage.install(..)}: into the user's cache, if it is not there yet,</li>
 * <li>{@code EmulatorProcess.start(..)}: on a free port, until it says that it
 * listens,</li>
 * <li>{@code Emulator}: keeps the process for the classes that follow, or why there is
 * none.</li>
 * </ol>
 */
@NullMarked
package io.alwayson.test.azure;

import org.jspecify.annotations.NullMarked;
