package dev.ratelimit.internal.check;

import dev.ratelimit.InvalidConfigurationException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class MistakesTests {

	private final Mistakes mistakes = new Mistakes();

	@Test
	void withoutAMistakeNothingIsThrown() {
		this.mistakes.check(() -> {
		});
		this.mistakes.throwIfAny();
	}

	@Test
	void allMistakesAreThrownTogether() {
		this.mistakes.check(() -> {
			throw mistake("one");
		});
		this.mistakes.check(() -> {
			Mistakes two = new Mistakes();
			two.add(mistake("two"));
			two.add(mistake("three"));
			two.throwIfAny();
		});
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(this.mistakes::throwIfAny)
			.satisfies((failure) -> assertThat(Mistakes.in(failure).map(InvalidConfigurationException::where))
				.containsExactly("one", "two", "three"));
	}

	@Test
	void aMistakeIsThrownOnceHoweverOftenItIsFound() {
		this.mistakes.add(mistake("one"));
		this.mistakes.add(mistake("one"));
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(this.mistakes::throwIfAny)
			.satisfies((failure) -> assertThat(Mistakes.in(failure)).hasSize(1));
	}

	@Test
	void anExceptionThatIsNoMistakeIsThrownAtOnce() {
		assertThatIllegalStateException().isThrownBy(() -> this.mistakes.check(() -> {
			throw new IllegalStateException("broken");
		}));
	}

	private static InvalidConfigurationException mistake(String where) {
		return new InvalidConfigurationException(where, "it is wrong", "Mend it");
	}

}
