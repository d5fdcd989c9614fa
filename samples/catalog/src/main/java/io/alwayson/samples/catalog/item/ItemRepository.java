package io.alwayson.samples.catalog.item;

import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Reads items.
 */
@Repository
class ItemRepository {

	private static final int LIMIT = 100;

	private final JdbcClient jdbc;

	ItemRepository(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	List<Item> findAll() {
		return this.jdbc.sql("select id, name, description, price from item order by id limit " + LIMIT)
			.query(Item.class)
			.list();
	}

	Optional<Item> find(long id) {
		return this.jdbc.sql("select id, name, description, price from item where id = :id")
			.param("id", id)
			.query(Item.class)
			.optional();
	}

}
