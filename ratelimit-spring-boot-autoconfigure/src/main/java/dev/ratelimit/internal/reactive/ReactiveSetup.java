package dev.ratelimit.internal.reactive;

import java.util.Map;

import dev.ratelimit.internal.address.AddressSetup;
import dev.ratelimit.internal.http.RuleSetup;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;

/**
 * Reports, at start-up, where clients can make up their addresses, and rules that cannot
 * limit what they seem to limit.
 */
public final class ReactiveSetup implements SmartInitializingSingleton {

	private final ApplicationContext context;

	private final AddressSetup addresses;

	private final RuleSetup rules;

	private final boolean security;

	/**
	 * A check of an application.
	 * @param context the application
	 * @param addresses what is checked of addresses
	 * @param rules what is checked of rules
	 * @param security whether there is Spring Security
	 */
	public ReactiveSetup(ApplicationContext context, AddressSetup addresses, RuleSetup rules, boolean security) {
		this.context = context;
		this.addresses = addresses;
		this.rules = rules;
		this.security = security;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.context.getBeansOfType(ForwardedHeaderTransformer.class, false, false)
			.forEach((name, transformer) -> this.addresses.believes(name, transformer.getClass()));
		this.addresses.check(onTomcat());
		Map<String, WebFilter> filters = this.context.getBeansOfType(WebFilter.class, false, false);
		this.rules.report(this.security || filters.values().stream().anyMatch(ReactiveSetup::isOwn));
	}

	/** Whether the application brings a filter, not a framework. */
	private static boolean isOwn(WebFilter filter) {
		String type = filter.getClass().getName();
		return !type.startsWith("org.springframework.") && !type.startsWith("dev.ratelimit.internal.")
				&& !type.startsWith("io.micrometer.");
	}

	private boolean onTomcat() {
		return ClassUtils.isPresent("org.apache.catalina.startup.Tomcat", this.context.getClassLoader())
				&& this.context.containsBean("tomcatReactiveWebServerFactory");
	}

}
