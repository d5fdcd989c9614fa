package io.alwayson.kit.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown file of the repository, as far as the tests need to read it.
 *
 * @param path where it is
 * @param lines its text
 */
record Document(Path path, List<String> lines) {

	private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	static Path root() {
		return Path.of(System.getProperty("alwayson.root")).toAbsolutePath().normalize();
	}

	static Document of(String path) {
		return of(root().resolve(path));
	}

	static Document of(Path path) {
		try {
			return new Document(path, Files.readAllLines(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Every document of the repository but generated and template ones. */
	static List<Document> all() {
		List<Document> documents = new ArrayList<>();
		for (Path directory : List.of(root(), root().resolve(".github"))) {
			documents.addAll(in(directory));
		}
		try (Stream<Path> modules = Files.list(root())) {
			modules.filter(Files::isDirectory)
				.filter((module) -> !module.getFileName().toString().startsWith("."))
				.filter((module) -> !module.endsWith("target"))
				.forEach((module) -> documents.addAll(in(module)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return documents;
	}

	private static List<Document> in(Path directory) {
		try (Stream<Path> files = Files.list(directory)) {
			return files.filter((file) -> file.toString().endsWith(".md")).sorted().map(Document::of).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Rows of the tables whose first heading is the given one. */
	List<Row> rows(String firstHeading) {
		List<Row> rows = new ArrayList<>();
		boolean wanted = false;
		String previous = "";
		for (String line : this.lines) {
			if (!line.startsWith("|")) {
				wanted = false;
			}
			else if (!previous.startsWith("|")) {
				wanted = cells(line).get(0).equals(firstHeading);
			}
			else if (wanted && !line.startsWith("|--") && !line.startsWith("| --")) {
				rows.add(new Row(cells(line)));
			}
			previous = line;
		}
		return rows;
	}

	/** All that is written as code in the first column of any table. */
	Stream<String> firstColumns() {
		return this.lines.stream()
			.filter((line) -> line.startsWith("|"))
			.flatMap((line) -> new Row(cells(line)).code(0).stream());
	}

	private static List<String> cells(String line) {
		return Arrays.stream(line.substring(1).split("(?<!\\\\)\\|")).map(String::trim).toList();
	}

	/** Fenced blocks of the given language. */
	List<String> blocks(String language) {
		List<String> blocks = new ArrayList<>();
		StringBuilder block = null;
		for (String line : this.lines) {
			if (block == null && line.trim().equals("```" + language)) {
				block = new StringBuilder();
			}
			else if (block != null && line.trim().equals("```")) {
				blocks.add(block.toString());
				block = null;
			}
			else if (block != null) {
				block.append(line).append('\n');
			}
		}
		return blocks;
	}

	/** Targets of links that stay in the repository. */
	List<String> links() {
		List<String> links = new ArrayList<>();
		for (String line : this.lines) {
			Matcher link = LINK.matcher(line);
			while (link.find()) {
				if (!link.group(1).matches("[a-z]+:.*")) {
					links.add(link.group(1));
				}
			}
		}
		return links;
	}

	/** The anchors that GitHub makes of headings. */
	Set<String> anchors() {
		Set<String> anchors = new HashSet<>();
		this.lines.stream()
			.filter((line) -> line.startsWith("#"))
			.map((line) -> line.replaceFirst("#+ *", "").toLowerCase(Locale.ROOT))
			.map((heading) -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
			.forEach(anchors::add);
		return anchors;
	}

	@Override
	public String toString() {
		return root().relativize(this.path).toString().replace('\\', '/');
	}

	/**
	 * A row of a table.
	 *
	 * @param cells its cells
	 */
	record Row(List<String> cells) {

		/** All that is written as code in the cell. */
		List<String> code(int cell) {
			List<String> code = new ArrayList<>();
			Matcher matcher = CODE.matcher(this.cells.get(cell));
			while (matcher.find()) {
				code.add(matcher.group(1));
			}
			return code;
		}

		/** What the cell says if it is nothing but one piece of code, else empty. */
		String literal(int cell) {
			List<String> code = code(cell);
			return (code.size() == 1 && this.cells.get(cell).equals("`" + code.get(0) + "`")) ? code.get(0) : "";
		}

	}

}
