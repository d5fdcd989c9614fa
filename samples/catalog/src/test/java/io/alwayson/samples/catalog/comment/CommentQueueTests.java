package io.alwayson.samples.catalog.comment;

import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The queue keeps what it accepted.
 */
class CommentQueueTests {

	@TempDir
	private Path directory;

	@Test
	void acceptedCommentsSurviveARestartInTheirOrder() throws InterruptedException {
		Comment first = comment("first");
		Comment second = comment("second");
		try (CommentQueue queue = open(10)) {
			queue.add(first);
			queue.add(second);
		}
		try (CommentQueue queue = open(10)) {
			CommentQueue.Delivery delivery = queue.first(0).orElseThrow();
			assertThat(delivery.comment()).isEqualTo(first);
			queue.remove(delivery.position());
			assertThat(queue.first(0).orElseThrow().comment()).isEqualTo(second);
		}
	}

	@Test
	void aDeliveryThatIsNotRemovedIsDeliveredAgain() throws InterruptedException {
		try (CommentQueue queue = open(10)) {
			queue.add(comment("again"));
			assertThat(queue.first(0)).isPresent().isEqualTo(queue.first(0));
		}
	}

	@Test
	void aFullQueueAcceptsNothingAndSaysSo() throws InterruptedException {
		try (CommentQueue queue = open(2)) {
			queue.add(comment("one"));
			queue.add(comment("two"));
			assertThat(queue.state()).isEqualTo(CommentQueue.State.FULL);
			assertThatExceptionOfType(NotAcceptedException.class).isThrownBy(() -> queue.add(comment("three")));
			queue.remove(queue.first(0).orElseThrow().position());
			queue.add(comment("four"));
			assertThat(queue.size()).isEqualTo(2);
		}
	}

	@Test
	void aClosedQueueAcceptsNothingAndSaysSo() {
		CommentQueue queue = open(2);
		queue.close();
		assertThat(queue.state()).isEqualTo(CommentQueue.State.CLOSED);
		assertThatExceptionOfType(NotAcceptedException.class).isThrownBy(() -> queue.add(comment("late")));
	}

	@Test
	void theFileBelongsToOneProcess() {
		try (CommentQueue queue = open(2)) {
			assertThatIllegalStateException().isThrownBy(() -> open(2)).withMessageContaining("COMMENT_QUEUE_FILE");
			assertThat(queue.state()).isEqualTo(CommentQueue.State.READY);
		}
	}

	private CommentQueue open(long capacity) {
		return new CommentQueue(this.directory.resolve("with blank/comments.mv").toString(), capacity,
				JsonMapper.builder().build());
	}

	private static Comment comment(String text) {
		return new Comment(UUID.randomUUID(), 1, "Ada", text, Instant.parse("2026-01-01T12:00:00Z"));
	}

}
