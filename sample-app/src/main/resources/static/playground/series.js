// What the server decided, call by call, and its sums.

// A pause of the server is not a wait for a permit
const LEAST_WAIT_MILLIS = 5;

export class Series {

	calls = [];

	/** The calls of bursts, given by algorithm as time, admitted, refused and what remains then. */
	static of(bursts) {
		const series = new Series();
		for (const [algorithm, rows] of Object.entries(bursts)) {
			for (const [at, admitted, refused, remaining] of rows) {
				const call = { algorithm, client: "a", remaining, waitedMillis: 0 };
				for (let i = 0; i < admitted + refused; i++) {
					series.add({ ...call, status: (i < admitted) ? 200 : 429 }, at, false);
				}
			}
		}
		return series;
	}

	add(call, at, mayWait) {
		const outcome = (call.status === 429) ? "refused"
			: (mayWait && call.waitedMillis >= LEAST_WAIT_MILLIS) ? "waited" : "admitted";
		this.calls.push({ algorithm: call.algorithm, client: call.client, at, outcome, status: call.status,
			remaining: call.remaining, waitedMillis: call.waitedMillis });
	}

	of(algorithm) {
		return this.calls.filter((call) => call.algorithm === algorithm);
	}

	/** Calls and the least remaining of each time span that has any, by its number. */
	spans(algorithm, seconds) {
		const spans = new Map();
		for (const call of this.of(algorithm)) {
			const number = Math.floor(call.at / seconds);
			if (!spans.has(number)) {
				spans.set(number, { admitted: 0, waited: 0, refused: 0 });
			}
			const span = spans.get(number);
			span[call.outcome]++;
			span.remaining = call.remaining;
		}
		return spans;
	}

	totals(algorithm) {
		const totals = { admitted: 0, waited: 0, refused: 0, remaining: undefined };
		for (const call of this.of(algorithm)) {
			totals[call.outcome]++;
			totals.remaining = call.remaining;
		}
		return totals;
	}

}

export function counts({ admitted, waited, refused, remaining }) {
	return (remaining === undefined) ? "no calls yet"
		: `${admitted} admitted, ${waited ? `${waited} waited, ` : ""}${refused} refused`;
}

export function sentence(totals) {
	return counts(totals) + ((totals.remaining === undefined) ? "" : `, ${totals.remaining} remaining`);
}
