package io.alwayson.test.telemetry;

import java.util.Map;

/**
 * One data point of a metric that an {@link OtlpReceiver} got: a metric with three sets
 * of attributes is three of these.
 *
 * @param name the metric's name
 * @param unit its unit, or empty
 * @param type {@code GAUGE}, {@code SUM}, {@code HISTOGRAM},
 * {@code EXPONENTIAL_HISTOGRAM} or {@code SUMMARY}
 * @param value the value of a gauge or sum; the sum of what a histogram or summary
 * recorded
 * @param count how many values a histogram or summary recorded; 1 for others
 * @param scope the name of the instrumentation scope
 * @param attributes of the data point; types as in {@link ReceivedSpan#attributes()}
 * @param resource the attributes of the resource, of the same types
 */
public record ReceivedMetric(String name, String unit, String type, double value, long count, String scope,
		Map<String, Object> attributes, Map<String, Object> resource) {

}
