package io.alwayson.samples.catalog.comment;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Reads and writes comments.
 */
@Repository
class CommentRepository {

	private static final int LIMIT = 100;

	private static final String SELECT = "select id, item_id, author, text, created_at from item_comment ";

	private static final RowMapper<Comment> MAPPER = (row, number) -> new Comment(row.getObject("id", UUID.class),
			row.getLong("item_id"), row.getString("author"), row.getString("text"),
			row.getObject("created_at", OffsetDateTime.class).toInstant());

	private final JdbcClient jdbc;

	CommentRepository(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/** Newest first. */
	List<Comment> findByItem(long itemId) {
		return this.jdbc.sql(SELECT + "where item_id = :itemId order by created_at desc, id limit " + LIMIT)
			.param("itemId", itemId)
			.query(MAPPER)
			.list();
	}

	Optional<Comment> find(long itemId, UUID id) {
		return this.jdbc.sql(SELECT + "where item_id = :itemId and id = :id")
			.param("itemId", itemId)
			.param("id", id)
			.query(MAPPER)
			.optional();
	}

	/** Stores the comment; one that is there already is left as it is. */
	void save(Comment comment) {
		try {
			this.jdbc.sql("""
					insert into item_comment (id, item_id, author, text, created_at)
					values (:id, :itemId, :author, :text, :createdAt)
					""")
				.param("id", comment.id())
				.param("itemId", comment.itemId())
				.param("author", comment.author())
				.param("text", comment.text())
				.param("createdAt", comment.createdAt().atOffset(ZoneOffset.UTC))
				.update();
		}
		catch (DuplicateKeyException ex) {
			// Delivered again: the worker died between the write and the removal.
		}
	}

}
