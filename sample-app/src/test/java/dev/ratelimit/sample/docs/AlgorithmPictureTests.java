package dev.ratelimit.sample.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.ratelimit.Algorithm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pictures in the documentation are those that the algorithms draw today. With
 * {@code -Dimages.write=true} they are drawn anew.
 */
class AlgorithmPictureTests {

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONCURRENCY")
	void isTheOneInTheDocumentation(Algorithm algorithm) throws IOException {
		Path file = Path.of("../docs/images", algorithm.id() + ".svg");
		String picture = AlgorithmPicture.of(algorithm);
		if (Boolean.getBoolean("images.write")) {
			Files.createDirectories(file.getParent());
			Files.writeString(file, picture);
		}
		assertThat(file).content().isEqualToNormalizingNewlines(picture);
	}

}
