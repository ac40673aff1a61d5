package dev.ratelimit.benchmarks;

import com.giffing.bucket4j.spring.boot.starter.config.cache.AbstractCacheResolverTemplate;
import com.giffing.bucket4j.spring.boot.starter.config.cache.AsyncCacheResolver;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.caffeine.Bucket4jCaffeine;
import io.github.bucket4j.distributed.proxy.AbstractProxyManager;

/**
 * Has Bucket4j's starter keep buckets in Caffeine on WebFlux, as it does behind JCache in
 * a servlet. It brings no store of its own for this that lies within the JVM.
 */
final class Bucket4jOnWebFlux extends AbstractCacheResolverTemplate<String> implements AsyncCacheResolver {

	@Override
	public String castStringToCacheKey(String key) {
		return key;
	}

	@Override
	public boolean isAsync() {
		return true;
	}

	@Override
	public AbstractProxyManager<String> getProxyManager(String cacheName) {
		return Bucket4jCaffeine.<String>builderFor(Caffeine.newBuilder().maximumSize(10_000)).build();
	}

}
