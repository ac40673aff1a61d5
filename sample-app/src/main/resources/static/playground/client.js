// Sends calls, each algorithm's in the order in which they were asked for.

// As many connections as browsers open to one server; more would queue inside them, unseen
const CONNECTIONS = 6;

export class Client {

	#queues = new Map();
	#open = 0;
	#url;
	#answered;

	constructor(lanes, url, answered) {
		this.#url = url;
		this.#answered = answered;
		this.connections = Math.max(1, Math.floor(CONNECTIONS / lanes));
	}

	send(algorithm, client) {
		const name = `${algorithm} ${client}`;
		if (!this.#queues.has(name)) {
			this.#queues.set(name, { algorithm, client, waiting: 0, open: 0 });
		}
		this.#queues.get(name).waiting++;
		this.#next(this.#queues.get(name));
	}

	get queued() {
		return [...this.#queues.values()].reduce((sum, queue) => sum + queue.waiting, 0);
	}

	/** Whether calls are still to be answered. */
	get busy() {
		return this.#open > 0 || this.queued > 0;
	}

	drop() {
		this.#queues.forEach((queue) => { queue.waiting = 0; });
	}

	async #next(queue) {
		if (queue.waiting === 0 || queue.open >= this.connections) {
			return;
		}
		queue.waiting--;
		queue.open++;
		this.#open++;
		try {
			this.#answered(await call(this.#url(queue.algorithm, queue.client), queue));
		}
		catch (failure) {
			this.#answered({ failure: `No answer: ${failure.message}` });
		}
		finally {
			queue.open--;
			this.#open--;
			this.#next(queue);
		}
	}

}

async function call(url, { algorithm, client }) {
	const response = await fetch(url, { cache: "no-store" });
	const body = await response.text();
	const headers = ["RateLimit-Policy", "RateLimit", "Retry-After", "Content-Type"]
		.filter((name) => response.headers.has(name))
		.map((name) => `${name}: ${response.headers.get(name)}`);
	const remaining = /;r=(\d+)/.exec(response.headers.get("RateLimit") ?? "");
	return {
		algorithm, client, status: response.status, retryAfter: response.headers.get("Retry-After"),
		remaining: remaining ? Number(remaining[1]) : 0,
		waitedMillis: response.ok ? JSON.parse(body).waitedMillis : 0,
		failure: (response.ok || response.status === 429) ? undefined : `${response.status}: ${detail(body)}`,
		text: [`GET ${decodeURIComponent(url)}`, "", `HTTP/1.1 ${response.status}`, ...headers, "", pretty(body)].join("\n")
	};
}

function pretty(body) {
	try {
		return JSON.stringify(JSON.parse(body), null, 2);
	}
	catch {
		return body;
	}
}

function detail(body) {
	try {
		return JSON.parse(body).detail ?? body;
	}
	catch {
		return body;
	}
}
