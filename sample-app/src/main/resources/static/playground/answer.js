// Asks once, and reads what comes back: of one algorithm in status and headers, of several in the body.

/** The text of the answer, and the calls that it decided: one per algorithm. */
export async function answer(url, client) {
	const response = await fetch(url, { cache: "no-store" });
	const body = await response.text();
	const headers = ["RateLimit-Policy", "RateLimit", "Retry-After", "Content-Type"]
		.filter((name) => response.headers.has(name))
		.map((name) => `${name}: ${response.headers.get(name)}`);
	const text = [`GET ${decodeURIComponent(url)}`, "", `HTTP/1.1 ${response.status}`, ...headers, "", pretty(body)].join("\n");
	if (!response.ok && response.status !== 429) {
		return { text, failure: `${response.status}: ${parsed(body)?.detail ?? body}` };
	}
	const { outcomes, arrivedNanos } = parsed(body);
	return { text, calls: outcomes ? outcomes.map((outcome) => ofBody(outcome, arrivedNanos, client))
		: [ofHeaders(url, response, parsed(body), client)] };
}

function ofHeaders(url, { status, headers }, { waitedMillis = 0 }, client) {
	const remaining = /;r=(\d+)/.exec(headers.get("RateLimit") ?? "");
	return { algorithm: /calls\/([^?]+)/.exec(url)[1], client, status, waitedMillis,
		remaining: remaining ? Number(remaining[1]) : 0, retryAfter: headers.get("Retry-After") };
}

function ofBody({ algorithm, admitted, remaining, waitedMillis, retryAfterMillis }, arrivedNanos, client) {
	return { algorithm, client, status: admitted ? 200 : 429, waitedMillis, remaining,
		retryAfter: Math.ceil(retryAfterMillis / 1000), decidedAt: arrivedNanos / 1e9 + waitedMillis / 1000 };
}

function pretty(body) {
	const json = parsed(body);
	return json ? JSON.stringify(json, null, 2) : body;
}

function parsed(body) {
	try {
		return JSON.parse(body);
	}
	catch {
		return undefined;
	}
}
