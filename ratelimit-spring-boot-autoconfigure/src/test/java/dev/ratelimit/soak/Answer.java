package dev.ratelimit.soak;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.ratelimit.soak.History.Call;
import org.jspecify.annotations.Nullable;

/**
 * What the sample said to a call, and what follows from it.
 *
 * @param response the response; none other than was expected, or a refusal
 * @param call when it was
 * @param callers where it is counted
 */
record Answer(HttpResponse<String> response, Call call, Callers callers) {

	private static final Pattern VIOLATED = Pattern.compile("\"violated-policies\":\\[([^\\]]*)\\]");

	int status() {
		return this.response.statusCode();
	}

	boolean refused() {
		return status() == 429;
	}

	private List<String> violated() {
		Matcher matcher = VIOLATED.matcher(this.response.body());
		return matcher.find() ? Arrays.asList(matcher.group(1).replace("\"", "").split(",")) : List.of();
	}

	boolean refusedBy(String limit) {
		return refused() && violated().contains(limit);
	}

	/** It is one of a limit's, and of a key's if there is a ledger for it. */
	Answer counts(String limit, @Nullable Ledger ledger) {
		return counts(Collections.singletonMap(limit, ledger));
	}

	/** As with one limit; of a refused call only those count that refused it. */
	Answer counts(Map<String, @Nullable Ledger> limits) {
		if (refused() && Collections.disjoint(limits.keySet(), violated())) {
			this.callers.wrong("refused by none of " + limits.keySet(), this);
		}
		limits.forEach((limit, ledger) -> {
			if (!refused() || refusedBy(limit)) {
				count(limit, !refused());
				if (ledger != null) {
					ledger.add(!refused(), this.call);
				}
			}
		});
		return this;
	}

	/** The server must have counted it so, too. */
	void count(String limit, boolean allowed) {
		this.callers.count(limit, allowed);
	}

	/** A rule before has admitted it. */
	Answer counted(String limit) {
		count(limit, true);
		return this;
	}

	void leaves(String field) {
		if (!this.response.headers().firstValue("RateLimit").orElse("").startsWith(field)) {
			this.callers.wrong("should have left " + field, this);
		}
	}

	void hasNoLimit() {
		if (refused() || this.response.headers().firstValue("RateLimit").isPresent()) {
			this.callers.wrong("has no limit", this);
		}
	}

	@Override
	public String toString() {
		return this.response + " " + this.response.headers().map().get("ratelimit") + " " + this.response.body();
	}

}
