package dev.ratelimit.internal.servlet;

import java.util.List;
import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.ViewResolver;

/**
 * Renders views as Spring MVC does, for requests that never reach it. Safe for use by
 * many threads.
 */
final class Views {

	private final SingletonSupplier<List<ViewResolver>> resolvers;

	Views(ApplicationContext context) {
		this.resolvers = SingletonSupplier
			.of(() -> context.getBeanProvider(ViewResolver.class).orderedStream().toList());
	}

	/**
	 * Renders a view.
	 * @param answer the view; nothing is done if it is empty, as the answer is complete
	 * @return false if there is no such view
	 */
	boolean render(ModelAndView answer, Locale locale, HttpServletRequest request, HttpServletResponse response)
			throws Exception {
		if (answer.isEmpty()) {
			return true;
		}
		View view = view(answer, locale);
		if (view == null) {
			return false;
		}
		if (answer.getStatus() != null) {
			response.setStatus(answer.getStatus().value());
		}
		view.render(answer.getModel(), request, response);
		return true;
	}

	private @Nullable View view(ModelAndView answer, Locale locale) throws Exception {
		String name = answer.getViewName();
		if (name == null) {
			return answer.getView();
		}
		for (ViewResolver resolver : this.resolvers.obtain()) {
			View view = resolver.resolveViewName(name, locale);
			if (view != null) {
				return view;
			}
		}
		return null;
	}

}
