package dev.ratelimit.internal.servlet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import dev.ratelimit.Decision;
import dev.ratelimit.internal.servlet.WebRule.Charge;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * What has been decided about one request so far, by the filter on both sides of
 * authentication and by annotations. Lives in a request attribute. Used by the request's
 * threads one after the other; should an application annotate what it runs beside them, a
 * header may miss a limit, nothing more.
 */
final class Exchange {

	private static final String ATTRIBUTE = Exchange.class.getName();

	private @Nullable Object outerFilter;

	private @Nullable Object innerFilter;

	private final List<Charge> charges = new ArrayList<>(2);

	private Decision[] parts = {};

	private @Nullable Decision refusal;

	private volatile boolean completed;

	private Exchange() {
	}

	static @Nullable Exchange find(ServletRequest request) {
		return (Exchange) request.getAttribute(ATTRIBUTE);
	}

	static Exchange open(ServletRequest request) {
		Exchange exchange = find(request);
		if (exchange == null) {
			exchange = new Exchange();
			request.setAttribute(ATTRIBUTE, exchange);
		}
		return exchange;
	}

	/** Whether this is the first time that a filter sees the request. */
	boolean enter(Object filter) {
		if (filter == this.outerFilter || filter == this.innerFilter) {
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

	void charge(Charge charge) {
		this.charges.add(charge);
		decided(charge.decision());
	}

	/** Takes notice of a decision; of each limit the one with least remaining is kept. */
	void decided(Decision decision) {
		if (!decision.allowed()) {
			this.refusal = decision;
		}
		List<Decision> decided = decision.parts();
		for (int i = 0; i < decided.size(); i++) {
			keep(decided.get(i));
		}
	}

	private void keep(Decision part) {
		Decision[] known = this.parts;
		for (int i = 0; i < known.length; i++) {
			if (known[i].limit().equals(part.limit())) {
				boolean worse = part.remaining() < known[i].remaining() || (known[i].allowed() && !part.allowed());
				known[i] = worse ? part : known[i];
				return;
			}
		}
		Decision[] more = Arrays.copyOf(known, known.length + 1);
		more[known.length] = part;
		this.parts = more;
	}

	/** One decision for each limit that applied, in order. */
	Decision[] parts() {
		return this.parts;
	}

	/** The last refusal, null if there was none. */
	@Nullable Decision refusal() {
		return this.refusal;
	}

	/** Gives back what the rules have charged, because the request was refused. */
	void refundAll() {
		List<Charge> spent = this.charges.stream().filter((charge) -> charge.decision().permits() > 0).toList();
		spent.forEach(Charge::refund);
		if (!spent.isEmpty()) {
			restate(this.charges.stream().map(Charge::decision).toList(),
					this.charges.stream().map(Charge::peek).toList());
		}
		this.charges.clear();
	}

	/**
	 * Replaces what decisions said, except of limits that refused; of each limit the one
	 * with least remaining is kept again.
	 */
	void restate(List<Decision> before, List<Decision> now) {
		List<Decision> outdated = before.stream().flatMap((decision) -> decision.parts().stream()).toList();
		List<Decision> current = Stream.concat(now.stream(), standing(before))
			.flatMap((decision) -> decision.parts().stream())
			.toList();
		for (int i = 0; i < this.parts.length; i++) {
			Decision known = this.parts[i];
			if (known.allowed() && outdated.stream().anyMatch((part) -> part == known)) {
				this.parts[i] = current.stream()
					.filter((part) -> part.limit().equals(known.limit()))
					.min(Comparator.comparingLong(Decision::remaining))
					.orElse(known);
			}
		}
	}

	/** What the rules have charged for good. */
	private Stream<Decision> standing(List<Decision> before) {
		return this.charges.stream().map(Charge::decision).filter((decision) -> !before.contains(decision));
	}

	/** Whether a rule wants to see the finished response. */
	boolean mayRefund() {
		for (int i = 0; i < this.charges.size(); i++) {
			if (this.charges.get(i).rule().mayRefund()) {
				return true;
			}
		}
		return false;
	}

	/** Asks the rules, once, whether the finished response gives anything back. */
	void complete(HttpServletResponse response, int status) {
		if (!this.completed) {
			this.completed = true;
			for (Charge charge : this.charges) {
				if (charge.rule().refunds(new FinishedWebCall(charge.call(), response, status))) {
					charge.refund();
				}
			}
		}
	}

}
