package dev.ratelimit.compatibility.orders;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.web.context.WebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.jwt;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.patch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;
import static org.springframework.test.web.servlet.setup.MockMvcBuilders.webAppContextSetup;

@OrdersTest
class ApiTests {

	@Autowired
	private WebApplicationContext context;

	private MockMvc mvc;

	@BeforeEach
	void setUp() {
		this.mvc = webAppContextSetup(this.context).apply(springSecurity()).build();
	}

	@Test
	void anOrderIsPlaced() throws Exception {
		place("ada", "teapot", 2).andExpect(status().isCreated())
			.andExpect(jsonPath("$.customer").value("ada"))
			.andExpect(jsonPath("$.status").value("PLACED"));
	}

	@Test
	void anOrderIsFoundWhereItWasPlaced() throws Exception {
		this.mvc.perform(get(placed("ada")).with(customer("ada")))
			.andExpect(status().isOk())
			.andExpect(jsonPath("$.item").value("cup"));
	}

	@Test
	void placingNeedsTheScopeForIt() throws Exception {
		this.mvc.perform(post("/orders").with(jwt().jwt((token) -> token.subject("ada")))
			.contentType(MediaType.APPLICATION_JSON)
			.content("{\"item\":\"cup\",\"quantity\":1}")).andExpect(status().isForbidden());
	}

	@Test
	void anOrderWithoutAnItemIsABadRequest() throws Exception {
		place("ada", "", 1).andExpect(status().isBadRequest())
			.andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON));
	}

	@Test
	void anOrderOfNothingIsABadRequest() throws Exception {
		place("ada", "cup", 0).andExpect(status().isBadRequest());
	}

	@Test
	void jsonThatEndsEarlyIsABadRequest() throws Exception {
		this.mvc.perform(
				post("/orders").with(customer("ada")).contentType(MediaType.APPLICATION_JSON).content("{\"item\":"))
			.andExpect(status().isBadRequest());
	}

	@Test
	void anOrderAsPlainTextIsNotSupported() throws Exception {
		this.mvc.perform(post("/orders").with(customer("ada")).contentType(MediaType.TEXT_PLAIN).content("a cup"))
			.andExpect(status().isUnsupportedMediaType());
	}

	@Test
	void anOrderCannotBePatched() throws Exception {
		this.mvc.perform(patch("/orders").with(customer("ada"))).andExpect(status().isMethodNotAllowed());
	}

	@Test
	void anUnknownOrderIsNotFound() throws Exception {
		this.mvc.perform(get("/orders/999999").with(customer("ada")))
			.andExpect(status().isNotFound())
			.andExpect(jsonPath("$.detail").value("No order 999999"));
	}

	@Test
	void anUnknownPathIsNotFound() throws Exception {
		this.mvc.perform(get("/nothing").with(customer("ada"))).andExpect(status().isNotFound());
	}

	@Test
	void anOrderOfSomebodyElseIsForbidden() throws Exception {
		this.mvc.perform(get(placed("ada")).with(customer("bob"))).andExpect(status().isForbidden());
	}

	@Test
	void customersSeeTheirOwnOrders() throws Exception {
		placed("ida");
		placed("ida");
		this.mvc.perform(get("/orders").with(customer("ida"))).andExpect(jsonPath("$.length()").value(2));
		this.mvc.perform(get("/orders").with(customer("nobody"))).andExpect(jsonPath("$.length()").value(0));
	}

	@Test
	void anOrderIsCancelledOnce() throws Exception {
		String order = placed("ada");
		this.mvc.perform(delete(order).with(customer("ada"))).andExpect(status().isNoContent());
		this.mvc.perform(delete(order).with(customer("ada"))).andExpect(status().isConflict());
	}

	@Test
	void reportsNeedTheScopeForThem() throws Exception {
		this.mvc.perform(get("/reports/cup").with(customer("ada"))).andExpect(status().isForbidden());
	}

	@Test
	void aReportSumsUpWhatWasSold() throws Exception {
		place("eve", "spoon", 3);
		place("eve", "spoon", 4);
		this.mvc.perform(get("/reports/spoon").with(reader()))
			.andExpect(status().isOk())
			.andExpect(jsonPath("$.sold").value(7));
	}

	@Test
	void anUnexpectedErrorIsAnsweredWithoutItsCause() throws Exception {
		String body = this.mvc.perform(get("/reports/unlucky").with(reader()))
			.andExpect(status().isInternalServerError())
			.andExpect(jsonPath("$.detail").value("Our fault"))
			.andReturn()
			.getResponse()
			.getContentAsString();
		assertThat(body).doesNotContain("hunter2");
	}

	private ResultActions place(String customer, String item, int quantity) throws Exception {
		return this.mvc.perform(post("/orders").with(customer(customer))
			.contentType(MediaType.APPLICATION_JSON)
			.content("{\"item\":\"%s\",\"quantity\":%d}".formatted(item, quantity)));
	}

	private String placed(String customer) throws Exception {
		return place(customer, "cup", 1).andReturn().getResponse().getHeader("Location");
	}

	private static RequestPostProcessor customer(String name) {
		return token(name, "SCOPE_orders:write");
	}

	private static RequestPostProcessor reader() {
		return token("clerk", "SCOPE_reports");
	}

	private static RequestPostProcessor token(String name, String scope) {
		return jwt().jwt((token) -> token.subject(name).claim("tenant", "tenant-of-" + name))
			.authorities(new SimpleGrantedAuthority(scope));
	}

}
