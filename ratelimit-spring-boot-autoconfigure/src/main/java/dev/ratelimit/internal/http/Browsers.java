package dev.ratelimit.internal.http;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.InvalidMimeTypeException;

/**
 * Tells browsers, for which people read the answer, from programs.
 */
public final class Browsers {

	private static final List<MediaType> PAGES = List.of(MediaType.TEXT_HTML);

	private static final List<MediaType> DOCUMENTS = List.of(MediaType.APPLICATION_PROBLEM_JSON,
			MediaType.APPLICATION_JSON);

	private Browsers() {
	}

	/**
	 * Whether the caller names a page in Accept and prefers it to JSON; of two with the
	 * same preference, the first counts.
	 * @param accept the lines of Accept
	 * @return true if so
	 */
	public static boolean isOne(List<String> accept) {
		try {
			List<MediaType> accepted = MediaType.parseMediaTypes(accept);
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
