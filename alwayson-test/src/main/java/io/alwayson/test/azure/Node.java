package io.alwayson.test.azure;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How programs of Node.js are run.
 */
final class Node {

	/**
	 * Ends when its standard input does, so that it does not outlive a JVM that was
	 * killed.
	 */
	private static final String TIED = "process.stdin.on('end', () => process.exit(0)); process.stdin.resume(); "
			+ "require(process.argv[1]);";

	private Node() {
	}

	static List<String> command(Path script, List<String> arguments) {
		List<String> command = new ArrayList<>(List.of("node", "-e", TIED, script.toString()));
		command.addAll(arguments);
		return command;
	}

	static String npm() {
		return (File.separatorChar == '\\') ? "npm.cmd" : "npm";
	}

}
