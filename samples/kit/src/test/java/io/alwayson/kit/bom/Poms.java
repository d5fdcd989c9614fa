package io.alwayson.kit.bom;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Reads poms, effective ones and those that are written.
 */
final class Poms {

	private Poms() {
	}

	static String version(Path pom) {
		return text(pom, "/project/version");
	}

	static String text(Path pom, String path) {
		try {
			return xpath().evaluate(path, parse(pom)).trim();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot read " + pom, ex);
		}
	}

	/** Versions by {@code group:artifact:type:classifier}. */
	static Map<String, String> managed(Path effectivePom) {
		Map<String, String> managed = new TreeMap<>();
		forEach(effectivePom, "/project/dependencyManagement/dependencies/dependency", managed::put);
		return managed;
	}

	/** Versions that the module itself writes, by the same key. */
	static Map<String, String> written(Path pom) {
		Map<String, String> written = new TreeMap<>();
		forEach(pom, "/project/dependencies/dependency[version]", written::put);
		return written;
	}

	private static void forEach(Path pom, String path, BiConsumer<String, String> consumer) {
		try {
			NodeList found = (NodeList) xpath().evaluate(path, parse(pom), XPathConstants.NODESET);
			for (int i = 0; i < found.getLength(); i++) {
				Element dependency = (Element) found.item(i);
				String type = child(dependency, "type");
				consumer.accept(
						child(dependency, "groupId") + ":" + child(dependency, "artifactId") + ":"
								+ (type.isEmpty() ? "jar" : type) + ":" + child(dependency, "classifier"),
						child(dependency, "version"));
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot read " + pom, ex);
		}
	}

	private static String child(Element parent, String name) {
		for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
			if (name.equals(child.getNodeName())) {
				return child.getTextContent().trim();
			}
		}
		return "";
	}

	private static XPath xpath() {
		return XPathFactory.newInstance().newXPath();
	}

	private static Document parse(Path pom) throws Exception {
		return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
	}

}
