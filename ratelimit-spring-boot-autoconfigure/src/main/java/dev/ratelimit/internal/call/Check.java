package dev.ratelimit.internal.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.expression.CallExpression;
import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.limiter.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * What one rule or one annotation applies to a call: when, whose permits, how many, of
 * which limits, and when they are given back. Made by {@link CheckCompiler}. Immutable
 * and safe for use by many threads.
 *
 * @param where the rule or annotation, for messages
 * @param limits the names of the limits
 * @param limiter the limiter of all of them
 * @param key the expression of the key; null for the default, {@code ip}: the client's
 * address on a web call, elsewhere one key that all calls share
 * @param cost how many permits
 * @param condition when the limits apply; null for always
 * @param maxWait how long a caller waits at most; null for what the limits configure
 * @param refundWhen when the outcome gives the permits back; null for never
 * @param holds whether a limit counts calls in flight, so that its permits come back when
 * the call is over
 * @param plan on which plan; null for the limits' own terms
 * @param settle what the outcome says that the call has cost; null for what it was
 * charged
 */
public record Check(String where, List<String> limits, StoreLimiter limiter, @Nullable CallExpression key, Cost cost,
		@Nullable CallExpression condition, @Nullable Duration maxWait, @Nullable CallExpression refundWhen,
		boolean holds, @Nullable PlanChoice plan, @Nullable CallExpression settle) {

	/** The default key of calls that are no web calls. */
	private static final String SHARED = "*";

	/**
	 * Prefix of the key of a call whose expression gives none. A key that begins so by
	 * itself counts as none, so that no client can spend the quota of such a key.
	 */
	private static final String WITHOUT_KEY = "without-key:";

	/**
	 * All expressions, as written.
	 * @return key, computed cost, condition, refund, plan and settling, those that there
	 * are
	 */
	public Stream<CallExpression> expressions() {
		return Stream
			.of(this.key, this.cost.computed(), this.condition, this.refundWhen,
					(this.plan != null) ? this.plan.expression() : null, this.settle)
			.filter(Objects::nonNull);
	}

	/**
	 * Whether some expression names a property of the root.
	 * @param rootName the property, such as {@code principal}
	 * @return true if one does
	 */
	public boolean mentions(String rootName) {
		return expressions().anyMatch((expression) -> expression.mentions(rootName));
	}

	/**
	 * Finds an expression that asks for the user.
	 * @return the first; empty if all can be evaluated before authentication
	 */
	public Optional<CallExpression> userQuestion() {
		return expressions().filter(CallExpression::asksForUser).findFirst();
	}

	/**
	 * The expression of the key.
	 * @return as written; {@code ip} for the default
	 */
	public String keyText() {
		return (this.key != null) ? this.key.toString() : "ip";
	}

	/**
	 * The expression that names the plan.
	 * @return as written; empty if there is none
	 */
	public String planText() {
		return (this.plan != null) ? this.plan.expression().toString() : "";
	}

	/**
	 * Whether the end of a call can make a difference to its charge.
	 * @return true if the charge can be given back or settled, or is held until then
	 */
	public boolean mayAwaitOutcome() {
		return this.holds || this.refundWhen != null || this.settle != null;
	}

	boolean applies(@Nullable CallRoot root, Map<String, ?> arguments) {
		return this.condition == null || this.condition.test(root, arguments, true);
	}

	String key(@Nullable CallRoot root, Map<String, ?> arguments) {
		if (this.key == null) {
			return usualKey(root);
		}
		String own = this.key.key(root, arguments);
		return (own != null && !own.startsWith(WITHOUT_KEY)) ? own : WITHOUT_KEY + usualKey(root);
	}

	private static String usualKey(@Nullable CallRoot root) {
		return (root != null) ? root.usualKey() : SHARED;
	}

	/** The limiter that decides a call: on the call's plan. */
	StoreLimiter limiter(@Nullable CallRoot root, Map<String, ?> arguments) {
		return (this.plan != null) ? this.plan.of(this.limiter, root, arguments) : this.limiter;
	}

	LimitDecision decide(StoreLimiter limiter, String key, @Nullable CallRoot root, Map<String, ?> arguments)
			throws InterruptedException {
		return limiter.request(key, this.cost.of(root, arguments), this.maxWait, waiter(root));
	}

	CompletionStage<LimitDecision> decideAsync(StoreLimiter limiter, String key, @Nullable CallRoot root,
			Map<String, ?> arguments) {
		return limiter.requestAsync(key, this.cost.of(root, arguments), this.maxWait, waiter(root));
	}

	/**
	 * Names the share of the places to wait: the user's if the key asks for the user,
	 * else that of the client's address.
	 */
	private @Nullable Waiter waiter(@Nullable CallRoot root) {
		return (this.key != null && this.key.asksForUser()) ? Waiter.BY_KEY
				: (root instanceof Waiter waiter) ? waiter : null;
	}

	/** Whether an expression of the outcome asks for the user. */
	boolean asksOutcomeForUser() {
		return (this.refundWhen != null && this.refundWhen.asksForUser())
				|| (this.settle != null && this.settle.asksForUser());
	}

	/** What the call has cost in the end. */
	long settled(@Nullable CallRoot outcome, Map<String, ?> variables) {
		return (this.settle != null) ? this.settle.settled(outcome, variables) : CallExpression.UNSETTLED;
	}

	/** Whether the outcome gives the permits back. */
	boolean refunds(@Nullable CallRoot outcome, Map<String, ?> variables) {
		return this.refundWhen != null && this.refundWhen.test(outcome, variables, false);
	}

}
