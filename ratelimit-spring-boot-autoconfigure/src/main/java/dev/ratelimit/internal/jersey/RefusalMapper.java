package dev.ratelimit.internal.jersey;

import java.io.IOException;
import java.util.Objects;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.servlet.RefusalHandler;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Answers a refused call of a resource as the filter would. Headers go to the servlet
 * response, status and body by way of Jersey. Safe for use by many threads.
 */
final class RefusalMapper implements ExceptionMapper<RateLimitExceededException> {

	private final ObjectProvider<RefusalHandler> refusals;

	RefusalMapper(ObjectProvider<RefusalHandler> refusals) {
		this.refusals = refusals;
	}

	@Override
	public Response toResponse(RateLimitExceededException refusal) {
		if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
			return Response.status(HttpServletResponse.SC_INTERNAL_SERVER_ERROR).build();
		}
		ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(
				Objects.requireNonNull(attributes.getResponse()));
		try {
			this.refusals.getObject().refuse(attributes.getRequest(), answer, refusal);
		}
		catch (IOException | ServletException ex) {
			throw new WebApplicationException(ex);
		}
		return Response.status(answer.getStatus())
			.type(answer.getContentType())
			.entity(answer.getContentAsByteArray())
			.build();
	}

}
