package dev.ratelimit.contract;

/**
 * What every algorithm must do on every store. A store's subclass says how to make its
 * registry, on a clock that the tests move.
 */
public abstract class RateLimiterContractTests implements SingleLimitContract, RefundContract, SettleContract,
		DebtContract, DebtBoundsContract, CombinedLimitsContract, WaitingContract, AsyncContract, QueueContract,
		InFlightContract, LateReturnContract, RequestContract, RegistryContract, PlanContract, BoundsContract,
		BlockContract, BlockedPlanContract, BlockedWaitContract, BlocksOfSeveralContract, CalendarContract {

}
