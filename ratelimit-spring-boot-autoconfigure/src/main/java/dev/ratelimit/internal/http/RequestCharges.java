package dev.ratelimit.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.async.Answers;
import dev.ratelimit.internal.call.CallCharges;
import dev.ratelimit.internal.call.Charge;
import dev.ratelimit.internal.call.Check;
import dev.ratelimit.internal.call.PendingCheck;
import dev.ratelimit.internal.expression.CallRoot;
import org.jspecify.annotations.Nullable;

/**
 * What has been decided about one request so far: the charges of its rules, on both sides
 * of authentication, and what the response's headers show of all limits, those of
 * annotations too. Used by the request's threads one after the other; should an
 * application annotate what it runs beside them, a header may miss a limit, nothing more.
 */
public final class RequestCharges extends ShownLimits {

	private final CallCharges rules = new CallCharges();

	private @Nullable Object outerFilter;

	private @Nullable Object innerFilter;

	private boolean showing;

	private volatile boolean left;

	/** Of rules whose limits are not shown. */
	private List<Check> hidden = List.of();

	/**
	 * Takes note of a filter.
	 * @param filter the filter
	 * @return whether this is the first time that it sees the request
	 */
	public boolean enter(Object filter) {
		if (hasEntered(filter)) {
			return false;
		}
		if (this.outerFilter == null) {
			this.outerFilter = filter;
		}
		else {
			this.innerFilter = filter;
		}
		return true;
	}

	/**
	 * Whether a filter has seen the request.
	 * @param filter the filter
	 * @return true if so
	 */
	public boolean hasEntered(Object filter) {
		return filter == this.outerFilter || filter == this.innerFilter;
	}

	/**
	 * Takes note that the response's headers will show what is decided.
	 * @return whether this is the first time
	 */
	public boolean beginShowing() {
		boolean first = !this.showing;
		this.showing = true;
		return first;
	}

	/**
	 * Asks a rule's check, and charges the request if its condition holds.
	 * @param check the check
	 * @param headers the headers that show what it decides; null for those of all rules
	 * @param call what its expressions can name
	 * @return whether the request may go on
	 * @throws InterruptedException if interrupted while waiting; this check spends
	 * nothing then
	 */
	public boolean charge(Check check, @Nullable HeaderStyle headers, CallRoot call) throws InterruptedException {
		Charge charge = this.rules.charge(check, call, Map.of());
		if (charge == null) {
			return true;
		}
		charged(charge, headers);
		return charge.decision().allowed();
	}

	private void charged(Charge charge, @Nullable HeaderStyle headers) {
		if (headers == HeaderStyle.NONE) {
			this.hidden = Stream.concat(this.hidden.stream(), Stream.of(charge.check())).toList();
		}
		decided(charge.decision(), headers);
	}

	/**
	 * Asks checks in order, up to the first that refuses, without holding a thread. If
	 * one refuses, fails or the result is cancelled, all charges are given back.
	 * @param checks the checks
	 * @param headers the headers that show what a check decides; null for those of all
	 * @return completed with whether the request may go on
	 */
	public CompletableFuture<Boolean> chargeAsync(Iterable<PendingCheck> checks,
			Function<Check, @Nullable HeaderStyle> headers) {
		CompletableFuture<@Nullable Charge> asked = this.rules.chargeAsync(checks,
				(charge) -> charged(charge, headers.apply(charge.check())));
		if (Answers.isThere(asked) && asked.join() == null) {
			return CompletableFuture.completedFuture(true);
		}
		CompletableFuture<Boolean> admitted = asked.thenCompose((refused) -> (refused == null)
				? CompletableFuture.completedFuture(true) : refundAllAsync().thenApply((done) -> false));
		admitted.whenComplete((done, failure) -> asked.cancel(true));
		return admitted;
	}

	/**
	 * {@link #refundAll} without holding a thread.
	 * @return completed once everything is given back
	 */
	public CompletableFuture<Void> refundAllAsync() {
		List<Charge> standing = this.rules.standing();
		return this.rules.refundAllAsync().thenAccept((given) -> refunded(given, standing));
	}

	/** Gives back what the rules have charged, because the request was refused. */
	public void refundAll() {
		List<Charge> standing = this.rules.standing();
		refunded(this.rules.refundAll(), standing);
	}

	/**
	 * Takes notice of charges that were given back: of their limits is shown what is left
	 * now.
	 * @param charges charges of whose decisions this has been told
	 */
	public void refunded(List<Charge> charges) {
		refunded(charges, this.rules.standing());
	}

	private void refunded(List<Charge> charges, List<Charge> standing) {
		if (charges.isEmpty()) {
			return;
		}
		List<LimitDecision> current = new ArrayList<>();
		for (int i = 0; i < charges.size(); i++) {
			Charge charge = charges.get(i);
			if (shows(charge)) {
				current.addAll(parts(charge.left(), charge.key(), charges.subList(i + 1, charges.size())));
			}
		}
		for (Charge charge : standing) {
			if (shows(charge)) {
				current.addAll(parts(charge.decision(), charge.key(), charges));
			}
		}
		replace(charges.stream().flatMap((charge) -> charge.decision().all().stream()).toList(), current);
	}

	private boolean shows(Charge charge) {
		return !this.hidden.contains(charge.check());
	}

	/** What was said of a key, less what later refunds to it have outdated. */
	private static List<LimitDecision> parts(LimitDecision said, String key, List<Charge> refunds) {
		return said.all()
			.stream()
			.filter((part) -> refunds.stream()
				.noneMatch((refund) -> refund.key().equals(key)
						&& refund.decision().all().stream().anyMatch((other) -> other.limit().equals(part.limit()))))
			.toList();
	}

	/**
	 * Whether the end of the exchange makes a difference.
	 * @return true if a rule can give back what it charged, or holds a permit until then
	 */
	public boolean awaitsOutcome() {
		return this.rules.awaitsOutcome();
	}

	/** Gives back the permits of calls in flight, because nothing more can be sent. */
	public void release() {
		this.rules.release();
	}

	/** Takes notice that the connection to the client has failed. */
	public void markLeft() {
		this.left = true;
	}

	/**
	 * Whether the connection to the client has failed.
	 * @return true if so
	 */
	public boolean isLeft() {
		return this.left;
	}

	/**
	 * Gives back the permits of calls in flight, because the client has left, and asks
	 * the rules, once, whether the request has cost more than it was charged.
	 * @param finished makes of a call what expressions can name now
	 */
	public void leave(UnaryOperator<@Nullable CallRoot> finished) {
		this.rules.leave(finished, Map.of());
	}

	/**
	 * Gives back the permits of calls in flight, and asks the rules, once, whether the
	 * finished response gives anything back and what it has cost.
	 * @param finished makes of a call what expressions can name now
	 */
	public void complete(UnaryOperator<@Nullable CallRoot> finished) {
		this.rules.complete(finished, Map.of());
	}

	/**
	 * {@link #leave} without holding a thread.
	 * @param finished makes of a call what expressions can name now
	 */
	public void leaveAsync(UnaryOperator<@Nullable CallRoot> finished) {
		this.rules.leaveAsync(finished, Map.of());
	}

	/**
	 * {@link #complete} without holding a thread.
	 * @param finished makes of a call what expressions can name now
	 * @return completed once everything is given back and settled
	 */
	public CompletableFuture<Void> completeAsync(UnaryOperator<@Nullable CallRoot> finished) {
		return this.rules.completeAsync(finished, Map.of());
	}

}
