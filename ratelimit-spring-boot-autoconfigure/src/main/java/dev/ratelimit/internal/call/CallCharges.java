package dev.ratelimit.internal.call;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.async.Answers;
import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The charges of one call, from its first check to its end: all are given back if a check
 * refuses, else those whose outcome asks for it, and permits of calls in flight at its
 * end; others are settled then. Used by the call's threads one after the other.
 */
public final class CallCharges {

	private static final Log logger = LogFactory.getLog(CallCharges.class);

	private @Nullable Charge last;

	/**
	 * Asks a check, and charges the call if its condition holds.
	 * @param check the check
	 * @param root what its expressions can name; null if there is no request
	 * @param arguments the variables of its expressions
	 * @return the charge, of which the decision may be a refusal; null if the condition
	 * does not hold
	 * @throws InterruptedException if interrupted while waiting; this check spends
	 * nothing then
	 */
	public @Nullable Charge charge(Check check, @Nullable CallRoot root, Map<String, ?> arguments)
			throws InterruptedException {
		if (!check.applies(root, arguments)) {
			return null;
		}
		String key = check.key(root, arguments);
		StoreLimiter limiter = check.limiter(root, arguments);
		return add(check, limiter, root, key, check.decide(limiter, key, root, arguments));
	}

	Charge add(Check check, StoreLimiter limiter, @Nullable CallRoot root, String key, LimitDecision decision) {
		// First of all, so that it is given back if anything fails from here on
		Charge charge = new Charge(check, limiter, root, key, decision, this.last);
		this.last = charge;
		if (root != null && check.asksOutcomeForUser()) {
			// Remembered now: it may be unknown when the exchange completes
			root.getPrincipal();
		}
		if (!decision.allowed()) {
			RefusalLog.write(check, key, decision);
		}
		return charge;
	}

	/**
	 * Asks checks in order, up to the first that refuses, without holding a thread. If
	 * one fails, or the result is cancelled, everything is given back.
	 * @param checks the checks
	 * @param charged takes notice of each charge, the refusal's too
	 * @return completed with the charge that refuses; with null if none does
	 */
	public CompletableFuture<@Nullable Charge> chargeAsync(Iterable<PendingCheck> checks, Consumer<Charge> charged) {
		return new AsyncCharging(this, checks.iterator(), charged).start();
	}

	/**
	 * Gives everything back, because the call does not take place.
	 * @return the charges that were given back, in order; none stands any more
	 */
	public List<Charge> refundAll() {
		List<Charge> spent = takeSpent();
		spent.forEach(Charge::giveBack);
		return spent;
	}

	/**
	 * {@link #refundAll} without holding a thread.
	 * @return completed with the charges that were given back, in order
	 */
	public CompletableFuture<List<Charge>> refundAllAsync() {
		List<Charge> spent = takeSpent();
		return all(spent, Charge::giveBackAsync).thenApply((done) -> spent);
	}

	private List<Charge> takeSpent() {
		List<Charge> spent = take();
		spent.removeIf((charge) -> !charge.spent());
		return spent;
	}

	/**
	 * The charges that stand.
	 * @return a copy, in order
	 */
	public List<Charge> standing() {
		List<Charge> standing = new ArrayList<>();
		for (Charge charge = this.last; charge != null; charge = charge.previous) {
			standing.add(charge);
		}
		Collections.reverse(standing);
		return standing;
	}

	/**
	 * Whether the end of the call makes a difference.
	 * @return true if a check can give back what it charged, or holds a permit until then
	 */
	public boolean awaitsOutcome() {
		for (Charge charge = this.last; charge != null; charge = charge.previous) {
			if (charge.holds() || charge.awaitsOutcome()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Gives back the permits of calls in flight, because the call is over. Each comes
	 * back once.
	 */
	public void release() {
		for (Charge charge = this.last; charge != null; charge = charge.previous) {
			charge.release();
		}
	}

	/**
	 * Gives back the permits of calls in flight and what checks want to give back at this
	 * outcome, and settles what it has cost. Does nothing the second time.
	 * @param outcome makes of a check's root what its expressions can name now
	 * @param variables the variables of its expressions
	 */
	public void complete(UnaryOperator<@Nullable CallRoot> outcome, Map<String, ?> variables) {
		for (Charge charge : takeAwaiting()) {
			charge.end(outcome.apply(charge.root), variables);
		}
	}

	/**
	 * {@link #complete} without holding a thread.
	 * @param outcome makes of a check's root what its expressions can name now
	 * @param variables the variables of its expressions
	 * @return completed once everything is given back and settled
	 */
	public CompletableFuture<Void> completeAsync(UnaryOperator<@Nullable CallRoot> outcome, Map<String, ?> variables) {
		return end((charge) -> charge.endAsync(outcome.apply(charge.root), variables));
	}

	/**
	 * Gives back the permits of calls in flight, because the caller has left, and settles
	 * what the call has cost beyond its charge. Nothing else is given back. Does nothing
	 * the second time, nor after {@link #complete}.
	 * @param outcome makes of a check's root what its expressions can name now
	 * @param variables the variables of its expressions
	 */
	public void leave(UnaryOperator<@Nullable CallRoot> outcome, Map<String, ?> variables) {
		for (Charge charge : takeAwaiting()) {
			charge.leave(outcome.apply(charge.root), variables);
		}
	}

	/**
	 * {@link #leave} without holding a thread.
	 * @param outcome makes of a check's root what its expressions can name now
	 * @param variables the variables of its expressions
	 * @return completed once everything is settled
	 */
	public CompletableFuture<Void> leaveAsync(UnaryOperator<@Nullable CallRoot> outcome, Map<String, ?> variables) {
		return end((charge) -> charge.leaveAsync(outcome.apply(charge.root), variables));
	}

	/** Nobody may be waiting for it. */
	private CompletableFuture<Void> end(Function<Charge, CompletableFuture<?>> step) {
		CompletableFuture<Void> ended = all(takeAwaiting(), step);
		ended.whenComplete((done, failure) -> {
			if (failure != null) {
				logger.error("A call is over, but what it gets back or has cost could not be told to the store",
						Answers.cause(failure));
			}
		});
		return ended;
	}

	private static CompletableFuture<Void> all(List<Charge> charges, Function<Charge, CompletableFuture<?>> step) {
		return CompletableFuture.allOf(charges.stream().map(step).toArray(CompletableFuture<?>[]::new));
	}

	private List<Charge> takeAwaiting() {
		release();
		List<Charge> standing = take();
		standing.removeIf((charge) -> !charge.awaitsOutcome());
		return standing;
	}

	/** Only one of several that end the call at a time gets the charges. */
	private synchronized List<Charge> take() {
		List<Charge> standing = standing();
		this.last = null;
		return standing;
	}

}
