// A run: one choice of settings, one set of quotas, one time axis.

import { Client } from "./client.js";
import { Series } from "./series.js";
import { query } from "./settings.js";
import { calls } from "./traffic.js";
import * as recorded from "./recorded.js";

export class Run {

	series = new Series();
	running = false;
	#begun;
	#sentUntil = 0;
	#serverSeconds;

	constructor(settings, serverSeconds, answered) {
		const id = Math.random().toString(36).slice(2, 12);
		const asked = (settings.algorithms.length > 1) ? "all" : settings.algorithms[0];
		this.settings = settings;
		this.#serverSeconds = serverSeconds;
		this.client = new Client((client) => `playground/calls/${asked}?${query(settings, id, client)}`,
			(answer) => answered(this, answer));
	}

	/** The run that the page opens with. */
	static recorded(settings) {
		const run = new Run(settings);
		run.recorded = true;
		run.startedAt = recorded.startedAt;
		run.series = Series.of(recorded.bursts);
		return run;
	}

	/** Seconds since the first call. */
	get now() {
		return (this.#begun === undefined) ? 0 : (performance.now() - this.#begun) / 1000;
	}

	get busy() {
		return this.running || this.client.busy;
	}

	start() {
		// What passed since the last stop is not made up for
		this.#sentUntil = this.now;
		this.#begin();
		this.running = true;
	}

	stop() {
		this.running = false;
		this.client.drop();
	}

	sendDue() {
		const now = this.now;
		calls(this.settings, this.#sentUntil, now, this.startedAt).forEach(({ client }) => this.client.send(client));
		this.#sentUntil = now;
	}

	sendOne() {
		this.#begin();
		this.client.send("a");
	}

	add(call) {
		const at = (call.decidedAt === undefined) ? this.now : Math.max(0, call.decidedAt - this.startedAt);
		this.series.add(call, at, this.settings.waitMillis > 0);
	}

	#begin() {
		if (this.#begun === undefined) {
			this.#begun = performance.now();
			this.startedAt = this.#serverSeconds();
		}
	}

}
