package dev.ratelimit.compatibility.servlet;

import java.io.IOException;

import dev.ratelimit.annotation.RateLimited;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

@SpringBootApplication
public class ServletApplication {

	public static void main(String[] args) {
		SpringApplication.run(ServletApplication.class, args);
	}

	@Bean
	ServletRegistrationBean<HttpServlet> annotated(Greeting greeting) {
		return new ServletRegistrationBean<>(new GreetingServlet(greeting), "/filtered", "/annotated");
	}

	@Component
	static class Greeting {

		@RateLimited("three")
		String greet() {
			return "annotated";
		}

	}

	private static final class GreetingServlet extends HttpServlet {

		private static final long serialVersionUID = 1L;

		private final transient Greeting greeting;

		GreetingServlet(Greeting greeting) {
			this.greeting = greeting;
		}

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			boolean annotated = request.getServletPath().equals("/annotated");
			response.getWriter().write(annotated ? this.greeting.greet() : "filtered");
		}

	}

}
