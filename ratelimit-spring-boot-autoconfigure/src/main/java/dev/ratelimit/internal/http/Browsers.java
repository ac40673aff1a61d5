package dev.ratelimit.internal.http;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.InvalidMimeTypeException;

/**
 * Tells browsers, for which people read the answer, from programs.
 */
public final class Browsers {

	private static final List<MediaType> DOCUMENTS = List.of(MediaType.APPLICATION_PROBLEM_JSON,
			MediaType.APPLICATION_JSON);

	private Browsers() {
	}

	/**
	 * Whether the caller names a page in Accept and prefers it to JSON, by the most
	 * specific range that each is in; of two with the same preference, the more specific
	 * counts, else the first.
	 * @param accept the lines of Accept
	 * @return true if so
	 */
	public static boolean isOne(List<String> accept) {
		try {
			List<MediaType> accepted = MediaType.parseMediaTypes(accept);
			MediaType page = range(accepted, MediaType.TEXT_HTML);
			return page != null && page.isConcrete() && page.getQualityValue() > 0
					&& Stream.concat(DOCUMENTS.stream(), accepted.stream().filter(Browsers::isJson))
						.allMatch((document) -> isBefore(page, range(accepted, document), accepted));
		}
		catch (InvalidMediaTypeException | InvalidMimeTypeException ex) {
			return false;
		}
	}

	private static boolean isJson(MediaType type) {
		return type.isConcrete() && "json".equals(type.getSubtypeSuffix());
	}

	/** The most specific of the ranges that a type is in, the best of several. */
	private static @Nullable MediaType range(List<MediaType> accepted, MediaType type) {
		return accepted.stream()
			.filter((range) -> range.includes(type))
			.max(Comparator.comparingInt(Browsers::precision).thenComparingDouble(MediaType::getQualityValue))
			.orElse(null);
	}

	private static int precision(MediaType range) {
		return range.isConcrete() ? 2 : range.isWildcardType() ? 0 : 1;
	}

	private static boolean isBefore(MediaType page, @Nullable MediaType document, List<MediaType> accepted) {
		if (document == null || page.getQualityValue() != document.getQualityValue()) {
			return document == null || page.getQualityValue() > document.getQualityValue();
		}
		return !document.isConcrete() || accepted.indexOf(page) < accepted.indexOf(document);
	}

}
