package dev.ratelimit.internal.servlet;

import java.util.Enumeration;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.InvalidMimeTypeException;

/**
 * Tells browsers, for which people read the answer, from programs.
 */
final class Browsers {

	private static final List<MediaType> PAGES = List.of(MediaType.TEXT_HTML);

	private static final List<MediaType> DOCUMENTS = List.of(MediaType.APPLICATION_PROBLEM_JSON,
			MediaType.APPLICATION_JSON);

	private Browsers() {
	}

	/**
	 * Whether the caller names a page in Accept and prefers it to JSON; of the same
	 * preference is what stands first.
	 */
	static boolean isOne(HttpServletRequest request) {
		Enumeration<String> lines = request.getHeaders(HttpHeaders.ACCEPT);
		if (lines == null || !lines.hasMoreElements()) {
			return false;
		}
		try {
			StringBuilder accept = new StringBuilder(lines.nextElement());
			while (lines.hasMoreElements()) {
				accept.append(", ").append(lines.nextElement());
			}
			List<MediaType> accepted = MediaType.parseMediaTypes(accept.toString());
			MediaType page = named(accepted, PAGES);
			MediaType document = named(accepted, DOCUMENTS);
			return page != null && page.getQualityValue() > 0
					&& (document == null || page.getQualityValue() > document.getQualityValue()
							|| (page.getQualityValue() == document.getQualityValue()
									&& accepted.indexOf(page) < accepted.indexOf(document)));
		}
		catch (InvalidMediaTypeException | InvalidMimeTypeException ex) {
			return false;
		}
	}

	private static @Nullable MediaType named(List<MediaType> accepted, List<MediaType> wanted) {
		return accepted.stream()
			.filter((type) -> wanted.stream().anyMatch(type::equalsTypeAndSubtype))
			.reduce((first, second) -> (second.getQualityValue() > first.getQualityValue()) ? second : first)
			.orElse(null);
	}

}
