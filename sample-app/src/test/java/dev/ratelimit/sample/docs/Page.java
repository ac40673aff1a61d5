package dev.ratelimit.sample.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A page of the documentation.
 *
 * @param blocks its fenced blocks, save those marked as not checked
 * @param links files of this repository that it links to, with the heading there, if any
 * @param anchors what links into it end with, after the {@code #}
 */
record Page(List<Block> blocks, List<String> links, List<String> anchors) {

	private static final Pattern FENCE = Pattern.compile("```(\\w*)");

	private static final Pattern UNCHECKED = Pattern.compile("<!-- not checked: \\S.* -->");

	private static final Pattern LINK = Pattern.compile("(?:\\]\\(|src(?:set)?=\")(?!https?:)([^)\"]+)");

	private static final Pattern ANCHOR = Pattern.compile("<a id=\"([^\"]+)\">");

	private static final Pattern HEADING = Pattern.compile("^#+ (.+)");

	static Page read(Path path) throws IOException {
		List<Block> blocks = new ArrayList<>();
		List<String> links = new ArrayList<>();
		List<String> anchors = new ArrayList<>();
		List<String> lines = Files.readAllLines(path);
		boolean checked = true;
		for (int i = 0; i < lines.size(); i++) {
			String line = lines.get(i).strip();
			if (FENCE.matcher(line).matches()) {
				int start = i + 1;
				do {
					i++;
				}
				while (!lines.get(i).strip().equals("```"));
				if (checked) {
					blocks.add(new Block(start, line.substring(3),
							String.join("\n", lines.subList(start, i)).stripIndent()));
				}
				checked = true;
			}
			else if (!line.isEmpty()) {
				checked = !UNCHECKED.matcher(line).matches();
				ANCHOR.matcher(line).results().forEach((anchor) -> anchors.add(anchor.group(1)));
				HEADING.matcher(line).results().forEach((heading) -> anchors.add(anchor(heading.group(1))));
				LINK.matcher(line).results().forEach((link) -> links.add(link.group(1)));
			}
		}
		return new Page(blocks, links, anchors);
	}

	/** As GitHub writes it. */
	private static String anchor(String heading) {
		return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-');
	}

	record Block(int line, String language, String text) {

	}

}
