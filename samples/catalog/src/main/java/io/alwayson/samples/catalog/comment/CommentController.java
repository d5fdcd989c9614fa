package io.alwayson.samples.catalog.comment;

import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The accepted write: the answer is 202 as soon as the comment is in the durable queue,
 * whether or not the database is there. Whether the item exists is therefore not asked.
 */
@RestController
@RequestMapping("/api/1.0/items/{itemId}/comments")
class CommentController {

	private final CommentQueue queue;

	private final CommentRepository comments;

	CommentController(CommentQueue queue, CommentRepository comments) {
		this.queue = queue;
		this.comments = comments;
	}

	@PostMapping
	ResponseEntity<Void> add(@PathVariable long itemId, @Valid @RequestBody NewComment body,
			HttpServletRequest request) {
		Comment comment = new Comment(UUID.randomUUID(), itemId, body.author(), body.text(),
				Instant.now().truncatedTo(ChronoUnit.MILLIS));
		this.queue.add(comment);
		return ResponseEntity.accepted().location(URI.create(request.getRequestURI() + "/" + comment.id())).build();
	}

	@GetMapping
	List<Comment> list(@PathVariable long itemId) {
		return this.comments.findByItem(itemId);
	}

	@GetMapping("/{id}")
	Comment get(@PathVariable long itemId, @PathVariable UUID id) {
		return this.comments.find(itemId, id)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "No such comment, or not yet"));
	}

}
