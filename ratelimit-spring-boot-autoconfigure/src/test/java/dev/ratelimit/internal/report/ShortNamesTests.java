package dev.ratelimit.internal.report;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ShortNamesTests {

	@Test
	void onlyNamesThatOthersHaveTooKeepTheirPackages() {
		List<String> methods = List.of("com.a.Mailer.send(Mail)", "com.b.Mailer.send(Mail)",
				"com.a.Mailer.send(String)", "com.a.Outer$Inner.call()", "Unpackaged.call()");
		assertThat(methods.stream().map(ShortNames.of(methods))).containsExactly("com.a.Mailer.send(Mail)",
				"com.b.Mailer.send(Mail)", "Mailer.send(String)", "Outer$Inner.call()", "Unpackaged.call()");
	}

	@Test
	void aMethodWithSeveralAnnotationsIsStillShort() {
		List<String> methods = List.of("com.a.Mailer.send(Mail)", "com.a.Mailer.send(Mail)");
		assertThat(methods.stream().map(ShortNames.of(methods))).containsOnly("Mailer.send(Mail)");
	}

}
