package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.address.ForwardedAddresses;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.PathContainer;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the gateway is asked for before it routes.
 */
class MvcDestinationsTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/any");

	private final ServletCall call = new ServletCall(this.request, PathContainer.parsePath("/any"),
			new ClientAddress(new ForwardedAddressResolver(new ForwardedAddresses("Forwarded", List.of())), 64, null),
			Map.of());

	@Test
	void whatTheGatewayDrawsForARuleIsWhatItRoutesBy() throws Exception {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			WeightCalculatorFilter weights = new WeightCalculatorFilter();
			context.registerBean(Filter.class, () -> weights);
			context.refresh();
			MvcDestinations destinations = new MvcDestinations(context);
			destinations.route(this.call);
			destinations.route(this.call);
			weights.doFilter(this.request, new MockHttpServletResponse(), (passed, answered) -> {
			});
			assertThat(this.request.getAttribute(WeightCalculatorFilter.ROUTES)).isEqualTo(Map.of("group", "route 1"));
		}
	}

	/** Draws another route each time, under the names of the gateway's filter. */
	private static final class WeightCalculatorFilter implements Filter {

		static final String ROUTES = "GatewayServerMvc.routeWeight";

		private int drawn;

		@Override
		@SuppressWarnings("unchecked")
		public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			Map<String, String> routes = (Map<String, String>) request.getAttribute(ROUTES);
			if (routes == null) {
				routes = new ConcurrentHashMap<>();
				request.setAttribute(ROUTES, routes);
			}
			routes.put("group", "route " + ++this.drawn);
			chain.doFilter(request, response);
		}

	}

}
