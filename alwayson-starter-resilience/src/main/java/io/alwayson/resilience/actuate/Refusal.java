package io.alwayson.resilience.actuate;

/**
 * Why the endpoint did not do what it was asked.
 *
 * @param error code
 * @param message what to do about it
 */
public record Refusal(String error, String message) {
}
