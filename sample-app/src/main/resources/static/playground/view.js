// What stands on the page: a lane per algorithm, the table, the last answer.

import { ALGORITHMS } from "./algorithms.js";
import { BIN_SECONDS, Plot, SHOWN_SECONDS } from "./plot.js";
import { counts, sentence } from "./series.js";

const COLOURS = ["admitted", "waited", "refused", "remaining", "quiet", "line"];

export class View {

	#lanes = new Map();

	setUp(algorithms) {
		const chosen = colours();
		this.#lanes.forEach((lane) => lane.plot.destroy());
		this.#lanes.clear();
		const lanes = document.getElementById("lanes");
		lanes.replaceChildren();
		lanes.className = (algorithms.length === 1) ? "one" : "";
		for (const algorithm of algorithms) {
			const totals = element("p", "no calls yet", "totals");
			const canvas = element("canvas");
			canvas.setAttribute("role", "img");
			const frame = element("div", undefined, "frame");
			frame.append(canvas, direction("↑ admitted", "up"), direction("↓ refused", "down"));
			const lane = element("article", undefined, "lane");
			lane.dataset.algorithm = algorithm;
			lane.append(element("h2", algorithm), totals, element("p", ALGORITHMS[algorithm], "notice"), frame);
			lanes.append(lane);
			this.#lanes.set(algorithm, { totals, canvas, plot: new Plot(canvas, chosen) });
		}
	}

	show(series, now, windows) {
		const spans = new Map([...this.#lanes.keys()].map((name) => [name, series.spans(name, BIN_SECONDS)]));
		const all = [...spans.values()].flatMap((map) => [...map.values()]);
		const scale = {
			now,
			low: 1 + Math.max(2, ...all.map((span) => span.refused)),
			high: 1 + Math.max(4, ...all.map((span) => Math.max(span.remaining, span.admitted + span.waited)))
		};
		for (const [name, lane] of this.#lanes) {
			const aligned = name === "fixed-window" || name === "sliding-window-counter";
			lane.plot.show(spans.get(name), { ...scale, edges: aligned ? edges(windows, now) : [] });
			const totals = series.totals(name);
			lane.totals.textContent = counts(totals);
			lane.canvas.setAttribute("aria-label", `Plot of ${name}: ${sentence(totals)}`);
		}
		if (document.getElementById("numbers").open) {
			this.table(series);
		}
	}

	table(series) {
		const names = [...this.#lanes.keys()];
		const head = element("tr");
		head.append(...["second", ...names].map((name) => {
			const cell = element("th", name);
			cell.scope = "col";
			return cell;
		}));
		const seconds = new Map(names.map((name) => [name, series.spans(name, 1)]));
		const numbers = [...new Set([...seconds.values()].flatMap((map) => [...map.keys()]))].sort((a, b) => a - b);
		const rows = numbers.map((number) => {
			const row = element("tr");
			const first = element("th", `${number}`);
			first.scope = "row";
			row.append(first, ...names.map((name) => {
				const span = seconds.get(name).get(number);
				return element("td", span ? sentence(span) : "no calls");
			}));
			return row;
		});
		document.querySelector("#numbers thead").replaceChildren(head);
		document.querySelector("#numbers tbody").replaceChildren(...rows);
	}

	answer(text) {
		document.getElementById("last").textContent = text;
	}

	say(text) {
		const live = document.getElementById("live");
		if (live.textContent !== text) {
			live.textContent = text;
		}
	}

	state(text) {
		document.getElementById("state").textContent = text;
	}

	times(algorithm) {
		return this.#lanes.get(algorithm).plot.times();
	}

	drawn(algorithm) {
		return this.#lanes.get(algorithm).plot.drawn();
	}

}

function edges({ startedAt, periodSeconds }, now) {
	if (startedAt === undefined || periodSeconds < 1) {
		return [];
	}
	const found = [];
	for (let edge = Math.ceil(startedAt / periodSeconds) * periodSeconds - startedAt;
			edge <= Math.max(SHOWN_SECONDS, now); edge += periodSeconds) {
		found.push(edge);
	}
	return found;
}

export function colours() {
	const style = getComputedStyle(document.documentElement);
	return Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** Says beside the axis what up and down mean; the legend says so, too. */
function direction(text, name) {
	const label = element("span", text, name);
	label.setAttribute("aria-hidden", "true");
	return label;
}

function element(name, text = "", style = "") {
	const made = document.createElement(name);
	made.textContent = text;
	made.className = style;
	return made;
}
