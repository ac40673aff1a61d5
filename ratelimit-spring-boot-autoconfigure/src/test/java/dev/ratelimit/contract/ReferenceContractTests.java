package dev.ratelimit.contract;

import java.util.List;

import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.model.ReferenceRegistry;

/**
 * The models keep the contract too, save that they serve nobody in order of arrival: a
 * test that they fail is wrong, or they are.
 */
class ReferenceContractTests implements SingleLimitContract, RefundContract, CombinedLimitsContract, WaitingContract,
		AsyncContract, RequestContract, RegistryContract {

	@Override
	public RateLimiterRegistry registry(TimeSource time, List<Limit> limits) {
		return new ReferenceRegistry(time, limits);
	}

}
