package dev.ratelimit.internal.servlet;

import java.util.Objects;

import dev.ratelimit.internal.http.PathReadings;
import dev.ratelimit.internal.http.RulePath;
import dev.ratelimit.internal.http.RulePath.Target;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Reads a request's path in every way in which a server, filter or handler may read it.
 */
final class PathReader {

	private PathReader() {
	}

	static RulePath read(Target target, HttpServletRequest request) {
		String servlet = target.servlet();
		boolean prefixed = servlet != null && request.getHttpServletMapping().getMappingMatch() == MappingMatch.PATH;
		PathReadings readings = new PathReadings(target, prefixed ? Objects.requireNonNull(servlet) : "");
		asSent(readings, target, request);
		String mapped = (servlet != null) ? servlet + Objects.requireNonNullElse(target.info(), "") : "";
		if (!mapped.isEmpty()) {
			// As the server does for servlets, static files and WebSocket handshakes
			readings.addDecoded(mapped);
		}
		// The request's own can be as odd as its path
		String context = request.getServletContext().getContextPath();
		readings.addFolded(context.isEmpty() ? target.context() : context);
		return readings.path();
	}

	/** As MVC does with path patterns. */
	private static void asSent(PathReadings readings, Target target, HttpServletRequest request) {
		try {
			RequestPath parsed = ServletRequestPathUtils.parse(request);
			PathContainer within = parsed.pathWithinApplication();
			int left = parsed.value().length() - within.value().length();
			String context = target.context();
			@Nullable PathContainer outer = (left > context.length())
					? PathContainer.parsePath(parsed.value().substring(context.length())) : null;
			readings.addSent(within, outer);
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			// Only as mapped: a path that begins with the context path once it is put
			// right, such as //app/a, or one with a parameter that cannot be decoded
		}
	}

}
