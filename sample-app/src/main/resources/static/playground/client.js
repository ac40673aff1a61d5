// Sends calls, each client's in the order in which they were asked for.

import { answer } from "./answer.js";

// As many connections as browsers open to one server; more would queue inside them, unseen
const CONNECTIONS = 6;

export class Client {

	#queues = new Map();
	#open = 0;
	#url;
	#answered;

	constructor(url, answered) {
		this.#url = url;
		this.#answered = answered;
	}

	send(client) {
		if (!this.#queues.has(client)) {
			this.#queues.set(client, { client, waiting: 0, open: 0 });
		}
		this.#queues.get(client).waiting++;
		this.#next(this.#queues.get(client));
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
		if (queue.waiting === 0 || queue.open >= CONNECTIONS) {
			return;
		}
		queue.waiting--;
		queue.open++;
		this.#open++;
		try {
			this.#answered(await answer(this.#url(queue.client), queue.client));
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
