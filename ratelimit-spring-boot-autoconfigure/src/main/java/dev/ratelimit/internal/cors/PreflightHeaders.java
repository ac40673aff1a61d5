package dev.ratelimit.internal.cors;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The headers of a preflight: those that browsers send with one, and those that proxies
 * and tracing add on the way. Any other may be what an application logs somebody in by,
 * whatever it is called.
 */
public final class PreflightHeaders {

	/** In lower case. */
	private static final Set<String> NAMES = Set.of("accept", "accept-encoding", "accept-language",
			"access-control-request-headers", "access-control-request-local-network", "access-control-request-method",
			"access-control-request-private-network", "cache-control", "connection", "content-length", "content-type",
			"dnt", "host", "http2-settings", "keep-alive", "max-forwards", "origin", "pragma", "priority", "referer",
			"save-data", "sec-gpc", "sec-purpose", "te", "upgrade", "upgrade-insecure-requests", "user-agent",
			"x-requested-with",
			// Of proxies
			"cdn-loop", "cf-connecting-ip", "cf-connecting-ipv6", "cf-ew-via", "cf-ipcountry", "cf-pseudo-ipv4",
			"cf-ray", "cf-visitor", "cf-worker", "fastly-client-ip", "fastly-ff", "fastly-ssl", "forwarded",
			"front-end-https", "true-client-ip", "via", "x-appengine-city", "x-appengine-country", "x-appengine-region",
			"x-appengine-user-ip", "x-arr-log-id", "x-azure-clientip", "x-azure-fdid", "x-azure-ref",
			"x-azure-requestchain", "x-azure-socketip", "x-client-ip", "x-cluster-client-ip", "x-forwarded",
			"x-forwarded-by", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-prefix",
			"x-forwarded-proto", "x-forwarded-protocol", "x-forwarded-scheme", "x-forwarded-server", "x-forwarded-ssl",
			"x-nginx-proxy", "x-original-forwarded-for", "x-original-host", "x-original-proto", "x-original-uri",
			"x-proxyuser-ip", "x-real-ip", "x-scheme", "x-url-scheme", "x-varnish", "x-vercel-deployment-url",
			"x-vercel-forwarded-for", "x-vercel-id",
			// Of tracing
			"b3", "baggage", "traceparent", "tracestate", "x-amz-cf-id", "x-cloud-trace-context", "x-request-start");

	/** Not those of a whole vendor, who may pass on certificates and tokens, too. */
	private static final List<String> PREFIXES = List.of("cloudfront-viewer-", "sec-ch-", "sec-fetch-", "x-b3-",
			"x-datadog-", "x-vercel-ip-");

	private static final List<String> SUFFIXES = List.of("-correlation-id", "-request-id", "-trace-id");

	private PreflightHeaders() {
	}

	/**
	 * Whether a request's headers are all of this kind.
	 * @param names the names of all its headers
	 * @return false if there is another
	 */
	public static boolean areAll(Collection<String> names) {
		return names.stream().map((name) -> name.toLowerCase(Locale.ROOT)).allMatch(PreflightHeaders::isOne);
	}

	private static boolean isOne(String name) {
		return NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith)
				|| SUFFIXES.stream().anyMatch(name::endsWith);
	}

}
