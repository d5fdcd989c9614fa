package io.alwayson.samples.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The user's Maven settings, with the user's local repository as a repository to download
 * from: a nested build with a local repository of its own need not fetch again what is on
 * this machine.
 */
final class NestedSettings {

	private static final String ID = "user-local-repository";

	private final Document settings;

	private NestedSettings(Document settings) {
		this.settings = settings;
	}

	/** Writes the settings for nested builds to the target. */
	static void write(Path userSettings, Path localRepository, Path target) throws IOException {
		try {
			DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
			factory.setNamespaceAware(true);
			DocumentBuilder builder = factory.newDocumentBuilder();
			Document document;
			if (Files.exists(userSettings)) {
				document = builder.parse(userSettings.toFile());
			}
			else {
				document = builder.newDocument();
				document.appendChild(document.createElement("settings"));
			}
			new NestedSettings(document).adapt(localRepository);
			Files.createDirectories(target.getParent());
			TransformerFactory.newInstance()
				.newTransformer()
				.transform(new DOMSource(document), new StreamResult(target.toFile()));
		}
		catch (ParserConfigurationException | SAXException | TransformerException ex) {
			throw new IOException("Cannot adapt " + userSettings, ex);
		}
	}

	private void adapt(Path localRepository) {
		Element root = this.settings.getDocumentElement();
		NodeList mirrors = this.settings.getElementsByTagNameNS("*", "mirrorOf");
		for (int i = 0; i < mirrors.getLength(); i++) {
			mirrors.item(i).setTextContent(mirrors.item(i).getTextContent().trim() + ",!" + ID);
		}
		Element profile = add(child(root, "profiles"), "profile");
		add(profile, "id").setTextContent(ID);
		addRepository(add(add(profile, "repositories"), "repository"), localRepository);
		addRepository(add(add(profile, "pluginRepositories"), "pluginRepository"), localRepository);
		add(child(root, "activeProfiles"), "activeProfile").setTextContent(ID);
	}

	private void addRepository(Element repository, Path localRepository) {
		add(repository, "id").setTextContent(ID);
		add(repository, "url").setTextContent(localRepository.toUri().toString());
		// A local repository holds no checksums, and our own snapshots are staged.
		add(add(repository, "releases"), "checksumPolicy").setTextContent("ignore");
		add(add(repository, "snapshots"), "enabled").setTextContent("false");
	}

	private Element child(Element parent, String name) {
		NodeList found = parent.getElementsByTagNameNS("*", name);
		return (found.getLength() > 0) ? (Element) found.item(0) : add(parent, name);
	}

	private Element add(Element parent, String name) {
		Element element = this.settings.createElementNS(parent.getNamespaceURI(), name);
		parent.appendChild(element);
		return element;
	}

}
