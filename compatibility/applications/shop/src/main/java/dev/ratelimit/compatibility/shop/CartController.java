package dev.ratelimit.compatibility.shop;

import java.security.Principal;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.support.RequestContextUtils;

@Controller
class CartController {

	private final Cart cart;

	private final Checkout checkout;

	private final Products products;

	private final Purchases purchases;

	CartController(Cart cart, Checkout checkout, Products products, Purchases purchases) {
		this.cart = cart;
		this.checkout = checkout;
		this.products = products;
		this.purchases = purchases;
	}

	@GetMapping("/cart")
	String cart(Model model) {
		Map<Product, Integer> lines = this.cart.quantities()
			.entrySet()
			.stream()
			.collect(Collectors.toMap((line) -> this.products.findById(line.getKey()).orElseThrow(),
					Map.Entry::getValue));
		model.addAttribute("lines", lines);
		return "cart";
	}

	@PostMapping("/cart")
	String add(@RequestParam Long product, @RequestParam(defaultValue = "1") int quantity) {
		this.cart.add(product, quantity);
		return "redirect:/cart";
	}

	@PostMapping("/checkout")
	String checkout(Principal customer, RedirectAttributes flash) {
		int bought = this.checkout.buy(customer.getName(), this.cart.quantities());
		this.cart.clear();
		flash.addFlashAttribute("message", "Bought: " + bought);
		return "redirect:/account";
	}

	@GetMapping("/account")
	String account(Principal customer, Model model) {
		model.addAttribute("purchases", this.purchases.findByCustomerOrderById(customer.getName()));
		return "account";
	}

	@ExceptionHandler(OutOfStockException.class)
	String outOfStock(OutOfStockException ex, HttpServletRequest request) {
		RequestContextUtils.getOutputFlashMap(request).put("message", ex.getMessage());
		return "redirect:/cart";
	}

}
