package io.alwayson.samples.catalog.item;

import java.util.List;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The read: answers from the database.
 */
@RestController
@RequestMapping("/api/1.0/items")
class ItemController {

	private final ItemRepository items;

	ItemController(ItemRepository items) {
		this.items = items;
	}

	@GetMapping
	List<Item> list() {
		return this.items.findAll();
	}

	@GetMapping("/{id}")
	Item get(@PathVariable long id) {
		return this.items.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "No such item"));
	}

}
