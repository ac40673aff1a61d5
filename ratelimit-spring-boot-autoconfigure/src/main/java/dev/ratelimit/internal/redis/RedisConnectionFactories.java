package dev.ratelimit.internal.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.text.NearestName;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The application's connection factories, of which one says where Redis is.
 */
public final class RedisConnectionFactories {

	private static final String PROPERTY = "ratelimit.redis.connection-factory";

	private final ListableBeanFactory beans;

	/**
	 * The factories of an application.
	 * @param beans its beans
	 */
	public RedisConnectionFactories(ListableBeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Chooses one.
	 * @param name the name of its bean; null to take the only or primary one
	 * @return the factory
	 * @throws InvalidConfigurationException if there is none, or more than one, or it is
	 * not Lettuce's
	 */
	public LettuceConnectionFactory choose(@Nullable String name) {
		Map<String, RedisConnectionFactory> all = new TreeMap<>(
				BeanFactoryUtils.beansOfTypeIncludingAncestors(this.beans, RedisConnectionFactory.class));
		if (name != null) {
			return named(name, all);
		}
		LettuceConnectionFactory primary = primary();
		if (primary != null) {
			return primary;
		}
		List<LettuceConnectionFactory> usable = new ArrayList<>();
		all.values().forEach((factory) -> {
			LettuceConnectionFactory lettuce = lettuce(factory);
			if (lettuce != null) {
				usable.add(lettuce);
			}
		});
		if (usable.size() == 1) {
			return usable.get(0);
		}
		String needed = "'redis' needs a LettuceConnectionFactory to know where Redis is, and there is ";
		if (usable.isEmpty()) {
			throw new InvalidConfigurationException("ratelimit.store",
					needed + (all.isEmpty() ? "none" : "only " + described(all)),
					(all.isEmpty() ? "Set spring.data.redis.* and use Spring Boot's own"
							: "Define a LettuceConnectionFactory bean beside it, and name it in " + PROPERTY)
							+ ", or set ratelimit.store to local");
		}
		throw new InvalidConfigurationException(PROPERTY, needed + "more than one: " + described(all),
				"Write the name of the one to use, or mark it as @Primary");
	}

	private LettuceConnectionFactory named(String name, Map<String, RedisConnectionFactory> all) {
		RedisConnectionFactory factory = all.get(name);
		if (factory == null) {
			throw new InvalidConfigurationException(PROPERTY,
					"there is no RedisConnectionFactory bean '%s'%s".formatted(name,
							NearestName.hint(name, all.keySet())),
					"The factories are: " + (all.isEmpty() ? "none" : described(all)));
		}
		LettuceConnectionFactory lettuce = lettuce(factory);
		if (lettuce == null) {
			throw new InvalidConfigurationException(PROPERTY, "the bean '%s' is a %s".formatted(name, type(factory)),
					"Name a LettuceConnectionFactory");
		}
		return lettuce;
	}

	private @Nullable LettuceConnectionFactory primary() {
		try {
			RedisConnectionFactory unique = this.beans.getBeanProvider(RedisConnectionFactory.class).getIfAvailable();
			return (unique != null) ? lettuce(unique) : null;
		}
		catch (NoUniqueBeanDefinitionException ex) {
			return null;
		}
	}

	/** The factory itself, where it is behind a proxy. */
	private static @Nullable LettuceConnectionFactory lettuce(Object factory) {
		if (factory instanceof LettuceConnectionFactory lettuce) {
			return lettuce;
		}
		Object target = AopProxyUtils.getSingletonTarget(factory);
		return (target != null) ? lettuce(target) : null;
	}

	private static String described(Map<String, RedisConnectionFactory> factories) {
		return factories.entrySet()
			.stream()
			.map((bean) -> "%s (%s)".formatted(bean.getKey(), type(bean.getValue())))
			.collect(Collectors.joining(", "));
	}

	private static String type(RedisConnectionFactory factory) {
		return AopProxyUtils.ultimateTargetClass(factory).getSimpleName();
	}

}
