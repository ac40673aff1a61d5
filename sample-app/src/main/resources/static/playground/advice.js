// What the limit in mode observe advises: the same answer that operators get from the endpoint.

import { adviceChart } from "./plot.js";

const URL = "actuator/ratelimits/playground-observed";
const SHARES = ["0.1%", "1%", "5%"];
const KINDS = { calls: "admitted", keys: "waited" };

export class Advice {

	#part = document.getElementById("advice");
	#colours;
	#chart;
	#asked = false;

	constructor(colours) {
		this.#colours = colours;
		this.#part.addEventListener("toggle", () => this.show());
	}

	/** Asks again, if somebody looks. */
	async show() {
		if (!this.#part.open || this.#asked) {
			return;
		}
		this.#asked = true;
		try {
			const response = await fetch(URL, { cache: "no-store" });
			this.#draw(response.ok ? (await response.json()).advice : { failure: `${response.status}` });
		}
		catch (failure) {
			this.#draw({ failure: failure.message });
		}
		finally {
			this.#asked = false;
		}
	}

	drawn() {
		return this.#chart?.data.datasets.map(({ data }) => data);
	}

	#draw({ failure, calls = 0, keys = 0, rates = [] }) {
		document.getElementById("advised").textContent = failure ? `No advice: ${failure}`
			: rates.length ? `${counted(calls, "call")} of ${counted(keys, "caller")}. At most ${SHARES.join(", ")} of calls refused: `
				+ `${advised(rates, "calls")}; of callers: ${advised(rates, "keys")}.`
			: "No calls yet. Press Start with all seven side by side.";
		const canvas = this.#part.querySelector("canvas");
		canvas.setAttribute("aria-label", `Plot of the advice. ${document.getElementById("advised").textContent}`);
		this.#chart?.destroy();
		this.#chart = adviceChart(canvas, SHARES, Object.entries(KINDS).map(([of, colour]) => ({
			label: of, backgroundColor: this.#colours()[colour],
			data: ordered(rates, of).map(({ rate }) => Number.parseInt(rate, 10))
		})), this.#colours());
	}

}

function ordered(rates, of) {
	return SHARES.flatMap((share) => rates.filter((line) => line.of === of && line.refusing === share));
}

function advised(rates, of) {
	return ordered(rates, of).map(({ rate, enough, error }) => (enough === false ? "more than " : "") + rate
		+ (error ? ` (\u00b1 ${(100 * error).toFixed(1)}%)` : "")).join(", ");
}

function counted(count, name) {
	return `${count} ${name}${(count === 1) ? "" : "s"}`;
}
