package dev.ratelimit.internal.http;

import java.security.Principal;

import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.util.ClassUtils;

/**
 * Tells Spring Security's anonymous user from those who are logged in. Servlets hide that
 * user; WebFlux does not, and all who are not logged in would share its key.
 */
final class Anonymous {

	private static final boolean SECURITY = ClassUtils.isPresent(
			"org.springframework.security.authentication.AuthenticationTrustResolver",
			Anonymous.class.getClassLoader());

	private Anonymous() {
	}

	static boolean is(Principal user) {
		return SECURITY && Security.isAnonymous(user);
	}

	/** Loaded where Spring Security is. */
	private static final class Security {

		private static final AuthenticationTrustResolver TRUST = new AuthenticationTrustResolverImpl();

		private static boolean isAnonymous(Principal user) {
			return user instanceof Authentication authentication && TRUST.isAnonymous(authentication);
		}

	}

}
