// When calls are sent. Pure: a shape and a time in, the calls of that time out.

const BURST_SECONDS = 3;
const RAMP_SECONDS = 30;
const EDGE_SECONDS = 0.1;

/**
 * The calls from one moment to another, in seconds since the start.
 * startedAt is the server's clock at the start, in seconds since the epoch, to which windows are aligned.
 */
export function calls(settings, from, to, startedAt) {
	return SHAPES[settings.shape](settings, from, to, startedAt).sort((a, b) => a.at - b.at);
}

const SHAPES = {
	steady: ({ speed }, from, to) => every(1 / speed, from, to, "a"),
	bursts: ({ speed }, from, to) => every(BURST_SECONDS, from, to, "a", Math.round(speed * BURST_SECONDS)),
	clients: ({ speed }, from, to) => [...every(1 / speed, from, to, "a"), ...every(2, from, to, "b")],
	// Up to time t come speed * t^2 / RAMP calls: twice the speed at the end, and on at that
	ramp({ speed }, from, to) {
		const sent = (t) => (t < RAMP_SECONDS) ? speed * t * t / RAMP_SECONDS
			: speed * RAMP_SECONDS + 2 * speed * (t - RAMP_SECONDS);
		const when = (n) => (n < speed * RAMP_SECONDS) ? Math.sqrt(n * RAMP_SECONDS / speed)
			: RAMP_SECONDS + (n - speed * RAMP_SECONDS) / (2 * speed);
		const found = [];
		for (let n = Math.max(1, Math.ceil(sent(from))); when(n) < to; n++) {
			found.push({ at: when(n), client: "a" });
		}
		return found;
	},
	edge({ permits, periodSeconds }, from, to, startedAt) {
		const found = [];
		const first = Math.floor((startedAt + from) / periodSeconds) * periodSeconds;
		for (let edge = first; edge <= startedAt + to + periodSeconds; edge += periodSeconds) {
			for (const at of [edge - EDGE_SECONDS - startedAt, edge + EDGE_SECONDS - startedAt]) {
				if (at >= from && at < to) {
					found.push(...Array.from({ length: Math.min(permits, 60) }, () => ({ at, client: "a" })));
				}
			}
		}
		return found;
	}
};

function every(seconds, from, to, client, count = 1) {
	const found = [];
	for (let n = Math.max(0, Math.ceil(from / seconds)); n * seconds < to; n++) {
		for (let i = 0; i < count; i++) {
			found.push({ at: n * seconds, client });
		}
	}
	return found;
}
