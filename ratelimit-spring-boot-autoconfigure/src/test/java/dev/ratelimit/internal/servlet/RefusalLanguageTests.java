package dev.ratelimit.internal.servlet;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.AbstractMessageSource;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.i18n.CookieLocaleResolver;

import static dev.ratelimit.internal.servlet.AnsweringServer.PATHS;
import static dev.ratelimit.internal.servlet.AnsweringServer.start;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * In which language a refusal is answered, on a real Tomcat.
 */
class RefusalLanguageTests {

	@Test
	void aRuleAndAServiceAnswerInTheSameLanguage() {
		try (TestServer server = start(false, Map.of(), Languages.class)) {
			for (String path : PATHS) {
				assertThat(server.get(path, "Accept-Language", "en", "Cookie", "lang=de").body()).as(path)
					.contains("\"title\":\"Titel in de\"");
				assertThat(server.get(path, "Accept-Language", "fr").body()).contains("\"title\":\"Titel in fr\"");
			}
			assertThat(server.get("/filtered", "Accept-Language", "fr", "Cookie", "lang=%%%").body())
				.contains("\"title\":\"Titel in fr\"");
		}
	}

	@Test
	void madeUpLanguagesAreFewToAMessageSource() {
		try (TestServer server = start(false, Map.of(), Languages.class)) {
			for (int i = 0; i < 200; i++) {
				server.get("/filtered", "Accept-Language", "en-u-x" + i);
				server.get("/filtered", "Accept-Language", "de-x-" + i);
				server.get("/filtered", "Accept-Language", "q" + (char) ('a' + i % 20) + "-" + (100 + i));
			}
			assertThat(server.bean(Languages.class).asked).hasSizeLessThanOrEqualTo(3);
		}
	}

	static class Languages {

		private final Set<Locale> asked = ConcurrentHashMap.newKeySet();

		@Bean
		LocaleResolver localeResolver() {
			return new CookieLocaleResolver("lang");
		}

		@Bean
		MessageSource messageSource() {
			return new AbstractMessageSource() {

				@Override
				protected java.text.@Nullable MessageFormat resolveCode(String code, Locale locale) {
					Languages.this.asked.add(locale);
					return code.startsWith("problemDetail.title")
							? new java.text.MessageFormat("Titel in " + locale.getLanguage()) : null;
				}

			};
		}

	}

}
