package dev.ratelimit.compatibility.shop;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.web.context.WebApplicationContext;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.model;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.view;
import static org.springframework.test.web.servlet.setup.MockMvcBuilders.webAppContextSetup;

@ShopTest
class CatalogueTests {

	@Autowired
	private WebApplicationContext context;

	@Autowired
	private Products products;

	private MockMvc mvc;

	private String teapot;

	@BeforeEach
	void setUp() {
		this.mvc = webAppContextSetup(this.context).apply(springSecurity()).build();
		this.teapot = "/products/" + this.products.findByName("Teapot").orElseThrow().getId();
	}

	@Test
	void thePageListsAllProductsWithTheirPrices() throws Exception {
		this.mvc.perform(get("/"))
			.andExpect(status().isOk())
			.andExpect(view().name("index"))
			.andExpect(content().string(containsString("Teapot")))
			.andExpect(content().string(containsString("6.25")));
	}

	@Test
	void searchFindsPartsOfNamesInAnyCase() throws Exception {
		this.mvc.perform(get("/search").param("q", "TEA"))
			.andExpect(content().string(containsString("Tea towel")))
			.andExpect(content().string(not(containsString("Cup"))));
	}

	@Test
	void searchSaysWhenNothingIsFound() throws Exception {
		this.mvc.perform(get("/search").param("q", "sofa"))
			.andExpect(content().string(containsString("Nothing found")));
	}

	@Test
	void searchWithoutWordsIsABadRequest() throws Exception {
		this.mvc.perform(get("/search")).andExpect(status().isBadRequest());
	}

	@Test
	void aProductHasAPage() throws Exception {
		this.mvc.perform(get(this.teapot))
			.andExpect(status().isOk())
			.andExpect(view().name("product"))
			.andExpect(model().attributeExists("product", "reviews"));
	}

	@Test
	void anUnknownProductIsNotFound() throws Exception {
		this.mvc.perform(get("/products/999")).andExpect(status().isNotFound());
	}

	@Test
	void aProductThatIsNoNumberIsABadRequest() throws Exception {
		this.mvc.perform(get("/products/teapot")).andExpect(status().isBadRequest());
	}

	@Test
	void aReviewAppearsOnThePage() throws Exception {
		review("Pours well").andExpect(redirectedUrl(this.teapot));
		this.mvc.perform(get(this.teapot))
			.andExpect(content().string(containsString("<b>grace</b>: <span>Pours well</span>")));
	}

	@Test
	void markupInAReviewIsEscaped() throws Exception {
		review("<script>alert(1)</script>");
		this.mvc.perform(get(this.teapot)).andExpect(content().string(not(containsString("<script>alert"))));
	}

	@Test
	void aBlankReviewIsShownWithItsError() throws Exception {
		review(" ").andExpect(status().isOk())
			.andExpect(model().attributeHasFieldErrors("form", "text"))
			.andExpect(content().string(containsString("class=\"error\"")));
	}

	@Test
	void aReviewThatIsTooLongIsShownWithItsError() throws Exception {
		review("x".repeat(201)).andExpect(model().attributeHasFieldErrors("form", "text"));
	}

	@Test
	void aReviewNeedsSomebodyWhoIsSignedIn() throws Exception {
		this.mvc.perform(post(this.teapot + "/reviews").with(csrf()).param("text", "Nice"))
			.andExpect(status().is3xxRedirection());
	}

	private ResultActions review(String text) throws Exception {
		return this.mvc.perform(post(this.teapot + "/reviews").with(csrf()).with(user("grace")).param("text", text));
	}

}
