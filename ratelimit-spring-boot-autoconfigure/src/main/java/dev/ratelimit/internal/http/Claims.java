package dev.ratelimit.internal.http;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The claims or attributes of a user: those of a JWT, of an OIDC, OAuth2 or SAML user, of
 * an opaque token, or of anything else with {@code getClaims()},
 * {@code getTokenAttributes()} or {@code getAttributes()}. A view that reads only what it
 * is asked for.
 */
public final class Claims extends AbstractMap<String, Object> {

	private static final List<String> GETTERS = List.of("getClaims", "getTokenAttributes", "getAttributes");

	private static final ClassValue<List<Method>> MAPS = new ClassValue<>() {

		@Override
		protected List<Method> computeValue(Class<?> type) {
			return GETTERS.stream()
				.flatMap((getter) -> getter(type, getter))
				.filter((method) -> Map.class.isAssignableFrom(method.getReturnType()))
				.toList();
		}

	};

	private static final ClassValue<List<Method>> PRINCIPAL = new ClassValue<>() {

		@Override
		protected List<Method> computeValue(Class<?> type) {
			return getter(type, "getPrincipal").toList();
		}

	};

	private final @Nullable Object authentication;

	/**
	 * The claims of an authentication, and of the principal that it holds.
	 * @param authentication Spring Security's object, or a principal; null for none
	 */
	public Claims(@Nullable Object authentication) {
		this.authentication = authentication;
	}

	private static Stream<Method> getter(Class<?> type, String name) {
		Method method = ClassUtils.getMethodIfAvailable(type, name);
		Method accessible = (method != null) ? ClassUtils.getPubliclyAccessibleMethodIfPossible(method, type) : null;
		return (accessible != null && Modifier.isPublic(accessible.getDeclaringClass().getModifiers()))
				? Stream.of(accessible) : Stream.empty();
	}

	@Override
	public @Nullable Object get(@Nullable Object name) {
		return maps().map((claims) -> claims.get(name)).filter(Objects::nonNull).findFirst().orElse(null);
	}

	@Override
	public boolean containsKey(@Nullable Object name) {
		return get(name) != null;
	}

	@Override
	@SuppressWarnings("unchecked")
	public Set<Entry<String, Object>> entrySet() {
		return maps().findFirst().map((claims) -> ((Map<String, Object>) claims).entrySet()).orElse(Set.of());
	}

	private Stream<Map<?, ?>> maps() {
		Object holder = this.authentication;
		if (holder == null) {
			return Stream.empty();
		}
		return Stream.concat(maps(holder), values(PRINCIPAL, holder).flatMap(Claims::maps));
	}

	private static Stream<Map<?, ?>> maps(Object holder) {
		return values(MAPS, holder).map((map) -> (Map<?, ?>) map);
	}

	private static Stream<Object> values(ClassValue<List<Method>> getters, Object holder) {
		return getters.get(holder.getClass())
			.stream()
			.map((method) -> ReflectionUtils.invokeMethod(method, holder))
			.filter(Objects::nonNull);
	}

}
