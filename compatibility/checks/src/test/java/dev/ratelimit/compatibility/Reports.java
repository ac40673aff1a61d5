package dev.ratelimit.compatibility;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Test reports in one folder.
 */
record Reports(Path folder) {

	/** How each test of these classes went: passed, failure, error or skipped. */
	List<String> tests(Predicate<String> className) {
		List<String> results = new ArrayList<>();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.folder, "TEST-*.xml")) {
			for (Path file : files) {
				NodeList tests = DocumentBuilderFactory.newInstance()
					.newDocumentBuilder()
					.parse(file.toFile())
					.getElementsByTagName("testcase");
				for (int i = 0; i < tests.getLength(); i++) {
					Element test = (Element) tests.item(i);
					if (className.test(test.getAttribute("classname"))) {
						results.add(result(test));
					}
				}
			}
		}
		catch (IOException | SAXException | ParserConfigurationException ex) {
			throw new IllegalStateException(ex);
		}
		return results;
	}

	private static String result(Element test) {
		for (String result : List.of("failure", "error", "skipped")) {
			if (test.getElementsByTagName(result).getLength() > 0) {
				return result;
			}
		}
		return "passed";
	}

}
