package dev.ratelimit.compatibility.undertow;

import java.io.IOException;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class UndertowApplication {

	public static void main(String[] args) {
		SpringApplication.run(UndertowApplication.class, args);
	}

	@Bean
	ServletRegistrationBean<HttpServlet> mapped() {
		return new ServletRegistrationBean<>(new MappedServlet(), "/plain", "*.do", "/tree/*");
	}

	private static final class MappedServlet extends HttpServlet {

		private static final long serialVersionUID = 1L;

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.getWriter().write(request.getServletPath());
		}

	}

}
