package dev.ratelimit.internal.http;

import java.util.Arrays;
import java.util.List;

import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of one response show: of each limit that has applied to the request
 * the decision with least remaining. A base class, as an object of its own would be one
 * more for each request.
 */
abstract class ShownLimits {

	private static final LimitDecision[] NONE = {};

	/** Apart from the others, as most requests concern one limit. */
	private @Nullable LimitDecision first;

	private LimitDecision[] others = NONE;

	private @Nullable LimitDecision refusal;

	/** By position in {@link #shown}, where rules say; null as long as none does. */
	private @Nullable HeaderStyle @Nullable [] styles;

	/**
	 * Takes notice of a decision; of each limit the one with least remaining is shown.
	 * @param decision the decision
	 */
	public void decided(LimitDecision decision) {
		decided(decision, null);
	}

	/**
	 * Takes notice of a decision of a rule.
	 * @param decision the decision
	 * @param headers the headers that show it; null for those of all rules
	 */
	void decided(LimitDecision decision, @Nullable HeaderStyle headers) {
		if (!decision.allowed()) {
			this.refusal = decision;
		}
		for (int i = 0; headers != HeaderStyle.NONE && i < decision.size(); i++) {
			int position = show(decision.part(i));
			if (headers != null) {
				showIn(headers, position);
			}
		}
	}

	/** A limit that rules show in different ways is shown in both. */
	private void showIn(HeaderStyle headers, int position) {
		@Nullable HeaderStyle[] styles = Arrays.copyOf((this.styles != null) ? this.styles : new HeaderStyle[0], size());
		HeaderStyle before = styles[position];
		styles[position] = (before != null && before != headers) ? HeaderStyle.BOTH : headers;
		this.styles = styles;
	}

	/** Returns the position. */
	private int show(LimitDecision part) {
		if (this.first == null) {
			this.first = part;
			return 0;
		}
		for (int i = 0; i < size(); i++) {
			LimitDecision known = shown(i);
			if (known.limit().equals(part.limit())) {
				if (part.remaining() < known.remaining() || (known.allowed() && !part.allowed())) {
					show(i, part);
				}
				return i;
			}
		}
		this.others = Arrays.copyOf(this.others, this.others.length + 1);
		this.others[this.others.length - 1] = part;
		return this.others.length;
	}

	private void show(int index, LimitDecision part) {
		if (index == 0) {
			this.first = part;
		}
		else {
			this.others[index - 1] = part;
		}
	}

	/**
	 * Shows what holds now in place of admissions that were given back.
	 * @param outdated the decisions that no longer hold
	 * @param current those that do; of each limit the least is shown
	 */
	void replace(List<LimitDecision> outdated, List<LimitDecision> current) {
		for (int i = 0; i < size(); i++) {
			LimitDecision known = shown(i);
			if (known.allowed() && outdated.stream().anyMatch((part) -> part == known)) {
				LimitDecision least = known;
				for (LimitDecision part : current) {
					boolean less = least == known || part.remaining() < least.remaining();
					least = (less && part.limit().equals(known.limit())) ? part : least;
				}
				show(i, least);
			}
		}
	}

	/**
	 * How many limits have applied.
	 * @return their number
	 */
	public int size() {
		return (this.first != null) ? this.others.length + 1 : 0;
	}

	/**
	 * The decision to show of a limit that has applied.
	 * @param index its position in the order in which they did, below {@link #size()}
	 * @return the decision
	 */
	public LimitDecision shown(int index) {
		return (index == 0 && this.first != null) ? this.first : this.others[index - 1];
	}

	/**
	 * The headers that show a limit.
	 * @param index its position, as in {@link #shown}
	 * @param usual those of all rules
	 * @return the style
	 */
	public HeaderStyle style(int index, HeaderStyle usual) {
		@Nullable HeaderStyle[] styles = this.styles;
		HeaderStyle own = (styles != null && index < styles.length) ? styles[index] : null;
		return (own != null) ? own : usual;
	}

	/**
	 * The last refusal.
	 * @return the decision; null if there was none
	 */
	public @Nullable LimitDecision refusal() {
		return this.refusal;
	}

}
