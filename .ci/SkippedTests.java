import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Compares the skipped tests in the reports of Surefire and Failsafe with the list of
 * those that may be: {@code java .ci/SkippedTests.java <expected-skips> <directory>...}.
 * Exits with 1 if a test is skipped that is not listed, if a line of the list has no
 * reason, or if there are no reports to read; lines that did not occur are only reported.
 */
final class SkippedTests {

	private SkippedTests() {
	}

	public static void main(String[] args) throws Exception {
		Map<String, String> expected = expected(Path.of(args[0]));
		TreeSet<String> skipped = new TreeSet<>();
		int reports = 0;
		for (String directory : List.of(args).subList(1, args.length)) {
			for (Path report : reports(Path.of(directory))) {
				skipped.addAll(skipped(report));
				reports++;
			}
		}
		List<String> unexpected = skipped.stream()
			.filter((test) -> !expected.containsKey(test) && !expected.containsKey(test.replaceFirst("#.*", "")))
			.toList();
		expected.keySet()
			.stream()
			.filter((line) -> skipped.stream().noneMatch((test) -> test.equals(line) || test.startsWith(line + "#")))
			.forEach((line) -> System.out.println("no longer skipped, take it off the list: " + line));
		unexpected.forEach((test) -> System.out.println("skipped without a reason in " + args[0] + ": " + test));
		System.out.println(
				reports + " reports, " + skipped.size() + " skipped, " + unexpected.size() + " of them unexpected");
		if (reports == 0) {
			System.out.println("no reports found: did the tests run?");
		}
		System.exit((reports == 0 || !unexpected.isEmpty()) ? 1 : 0);
	}

	private static Map<String, String> expected(Path list) throws IOException {
		Map<String, String> expected = new TreeMap<>();
		for (String line : Files.readAllLines(list)) {
			if (!line.isBlank() && !line.startsWith("# ")) {
				int colon = line.indexOf(':');
				if (colon < 1 || line.substring(colon + 1).isBlank()) {
					System.out.println(list + ": '" + line + "' is not 'Class#method: reason' or 'Class: reason'");
					System.exit(1);
				}
				expected.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
			}
		}
		return expected;
	}

	private static List<Path> reports(Path directory) throws IOException {
		try (Stream<Path> paths = Files.walk(directory)) {
			return paths.filter((path) -> path.getFileName().toString().matches("TEST-.*\\.xml")).toList();
		}
	}

	private static List<String> skipped(Path report) throws ParserConfigurationException, IOException, SAXException {
		DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
		NodeList tests = parser.parse(report.toFile()).getElementsByTagName("testcase");
		List<String> skipped = new ArrayList<>();
		for (int i = 0; i < tests.getLength(); i++) {
			Element test = (Element) tests.item(i);
			if (test.getElementsByTagName("skipped").getLength() > 0) {
				String type = test.getAttribute("classname");
				String name = test.getAttribute("name");
				// A class that is skipped as a whole has no test's name, or its own.
				skipped.add((name.isEmpty() || name.equals(type)) ? type : type + "#" + name);
			}
		}
		return skipped;
	}

}
