package io.alwayson.samples.catalog.comment;

import java.time.Instant;
import java.util.UUID;

/**
 * What somebody says about an item.
 *
 * @param id identifies the comment, given when it is accepted: storing it twice is
 * storing it once
 * @param itemId the item
 * @param author who says it
 * @param text what is said
 * @param createdAt when it was accepted
 */
public record Comment(UUID id, long itemId, String author, String text, Instant createdAt) {
}
