package io.alwayson.samples.catalog.item;

import java.math.BigDecimal;

/**
 * Something in the catalog.
 *
 * @param id identifies the item
 * @param name what it is called
 * @param description what it is
 * @param price what it costs
 */
public record Item(long id, String name, String description, BigDecimal price) {
}
