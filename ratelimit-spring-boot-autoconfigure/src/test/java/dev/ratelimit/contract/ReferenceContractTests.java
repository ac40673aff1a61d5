package dev.ratelimit.contract;

import java.util.List;

import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.model.ReferenceRegistry;

/**
 * The models keep the contract too, save that they serve nobody in order of arrival: a
 * test that they fail is wrong, or they are.
 */
class ReferenceContractTests implements SingleLimitContract, RefundContract, CombinedLimitsContract, WaitingContract,
		AsyncContract, RequestContract, RegistryContract, PlanContract, BlockContract, BlockedPlanContract,
		BlockedWaitContract, BlocksOfSeveralContract {

	@Override
	public RateLimiterRegistry registry(TimeSource time, List<Limit> limits) {
		return new ReferenceRegistry(time, limits);
	}

	@Override
	public RateLimiterRegistry planned(TimeSource time, List<LimitTerms> limits) {
		ReferenceRegistry registry = new ReferenceRegistry(time, limits.stream().map(LimitTerms::configured).toList());
		limits.forEach((limit) -> limit.plans().forEach(registry::plan));
		return registry;
	}

}
