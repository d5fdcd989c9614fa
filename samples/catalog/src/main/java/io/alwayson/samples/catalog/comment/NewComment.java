package io.alwayson.samples.catalog.comment;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * A comment as it arrives.
 *
 * @param author who says it
 * @param text what is said
 */
record NewComment(@NotBlank @Size(max = 100) String author, @NotBlank @Size(max = 2000) String text) {
}
