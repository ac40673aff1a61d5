package dev.ratelimit.compatibility.shop;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.web.context.WebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestBuilders.formLogin;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.security.test.web.servlet.response.SecurityMockMvcResultMatchers.authenticated;
import static org.springframework.security.test.web.servlet.response.SecurityMockMvcResultMatchers.unauthenticated;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;
import static org.springframework.test.web.servlet.setup.MockMvcBuilders.webAppContextSetup;

@ShopTest
class AccountTests {

	@Autowired
	private WebApplicationContext context;

	@Autowired
	private Products products;

	@Autowired
	private Purchases purchases;

	private final MockHttpSession session = new MockHttpSession();

	private MockMvc mvc;

	@BeforeEach
	void setUp() {
		this.mvc = webAppContextSetup(this.context).apply(springSecurity()).build();
	}

	@Test
	void theSignInPageHasAToken() throws Exception {
		this.mvc.perform(get("/login")).andExpect(content().string(containsString("name=\"_csrf\"")));
	}

	@Test
	void theRightPasswordSignsIn() throws Exception {
		this.mvc.perform(formLogin().user("ada").password("secret"))
			.andExpect(redirectedUrl("/"))
			.andExpect(authenticated().withUsername("ada"));
	}

	@Test
	void aWrongPasswordDoesNot() throws Exception {
		this.mvc.perform(formLogin().user("ada").password("wrong"))
			.andExpect(redirectedUrl("/login?error"))
			.andExpect(unauthenticated());
	}

	@Test
	void theSignInPageSaysThatThePasswordWasWrong() throws Exception {
		this.mvc.perform(get("/login?error")).andExpect(content().string(containsString("Wrong name or password")));
	}

	@Test
	void signingInWithoutATokenIsForbidden() throws Exception {
		this.mvc.perform(post("/login").param("username", "ada").param("password", "secret"))
			.andExpect(status().isForbidden());
	}

	@Test
	void signingOutLeadsToTheFirstPage() throws Exception {
		this.mvc.perform(post("/logout").with(csrf()).with(user("ada"))).andExpect(redirectedUrl("/"));
	}

	@Test
	void anAccountNeedsSomebodyWhoIsSignedIn() throws Exception {
		this.mvc.perform(get("/account")).andExpect(header().string("Location", endsWith("/login")));
	}

	@Test
	void aCartBelongsToASession() throws Exception {
		add("Cup", 3);
		this.mvc.perform(get("/cart").session(this.session)).andExpect(content().string(containsString("Cup")));
		this.mvc.perform(get("/cart")).andExpect(content().string(not(containsString("Cup"))));
	}

	@Test
	void aQuantityThatIsNoNumberIsABadRequest() throws Exception {
		this.mvc.perform(post("/cart").with(csrf()).param("product", "1").param("quantity", "many"))
			.andExpect(status().isBadRequest());
	}

	@Test
	void aCheckoutBuysAndEmptiesTheCart() throws Exception {
		int before = stock("Cup");
		add("Cup", 3);
		checkout(user("grace")).andExpect(redirectedUrl("/account"));
		assertThat(stock("Cup")).isEqualTo(before - 3);
		this.mvc.perform(get("/account").with(user("grace"))).andExpect(content().string(containsString("3 x Cup")));
		this.mvc.perform(get("/cart").session(this.session)).andExpect(content().string(not(containsString("Cup"))));
	}

	@Test
	void aCheckoutOfMoreThanThereIsBuysNothing() throws Exception {
		int before = stock("Cup");
		add("Cup", 1);
		add("Tea towel", 3);
		checkout(user("greta")).andExpect(redirectedUrl("/cart"));
		assertThat(stock("Cup")).isEqualTo(before);
		assertThat(this.purchases.findByCustomerOrderById("greta")).isEmpty();
	}

	@Test
	void aCheckoutNeedsSomebodyWhoIsSignedIn() throws Exception {
		this.mvc.perform(post("/checkout").with(csrf())).andExpect(header().string("Location", endsWith("/login")));
	}

	@Test
	void customersAreNotStaff() throws Exception {
		deliver(user("ada").roles("CUSTOMER")).andExpect(status().isForbidden());
	}

	@Test
	void staffTakesDeliveries() throws Exception {
		int before = stock("Teapot");
		deliver(user("sam").roles("STAFF")).andExpect(status().isNoContent());
		assertThat(stock("Teapot")).isEqualTo(before + 5);
	}

	private ResultActions deliver(RequestPostProcessor who) throws Exception {
		return this.mvc
			.perform(post("/admin/products/{id}/deliveries", id("Teapot")).with(csrf()).with(who).param("quantity", "5"));
	}

	private void add(String product, int quantity) throws Exception {
		this.mvc
			.perform(post("/cart").session(this.session)
				.with(csrf())
				.param("product", String.valueOf(id(product)))
				.param("quantity", String.valueOf(quantity)))
			.andExpect(redirectedUrl("/cart"));
	}

	private ResultActions checkout(RequestPostProcessor who) throws Exception {
		return this.mvc.perform(post("/checkout").session(this.session).with(csrf()).with(who));
	}

	private Long id(String product) {
		return this.products.findByName(product).orElseThrow().getId();
	}

	private int stock(String product) {
		return this.products.findByName(product).orElseThrow().getStock();
	}

}
