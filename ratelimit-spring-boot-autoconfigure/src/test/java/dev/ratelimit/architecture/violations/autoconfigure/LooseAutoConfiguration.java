package dev.ratelimit.architecture.violations.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
public class LooseAutoConfiguration {

	@Bean
	public String exposed() {
		return "exposed";
	}

	@Bean
	String hidden() {
		return "hidden";
	}

}
