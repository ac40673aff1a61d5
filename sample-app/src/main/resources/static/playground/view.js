// What stands on the page: a lane per algorithm, the table, the last answer.

import { BIN_SECONDS, Plot, SHOWN_SECONDS } from "./plot.js";
import { sentence } from "./series.js";

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
		algorithms.forEach((algorithm, i) => {
			const title = element("h2", algorithm);
			const totals = element("p", "no calls yet");
			const canvas = element("canvas");
			canvas.setAttribute("role", "img");
			const frame = element("div");
			frame.append(canvas);
			const lane = element("article");
			lane.className = (i === algorithms.length - 1) ? "last lane" : "lane";
			lane.dataset.algorithm = algorithm;
			lane.append(title, totals, frame);
			lanes.append(lane);
			this.#lanes.set(algorithm, { totals, canvas, plot: new Plot(canvas, i === algorithms.length - 1, chosen) });
		});
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
			lane.totals.textContent = sentence(series.totals(name));
			lane.canvas.setAttribute("aria-label", `Plot of ${name}: ${lane.totals.textContent}`);
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

	queued(count) {
		document.getElementById("queued").textContent = (count > 0)
			? `${count} calls wait in this page for a free connection: a browser opens six to one server.` : "";
	}

	drawn(algorithm) {
		return this.#lanes.get(algorithm).plot.drawn();
	}

}

function edges({ startedAt, periodSeconds }, now) {
	if (!startedAt || periodSeconds < 1) {
		return [];
	}
	const found = [];
	for (let edge = Math.ceil(startedAt / periodSeconds) * periodSeconds - startedAt;
			edge <= Math.max(SHOWN_SECONDS, now); edge += periodSeconds) {
		found.push(edge);
	}
	return found;
}

function colours() {
	const style = getComputedStyle(document.documentElement);
	return Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

function element(name, text) {
	const made = document.createElement(name);
	if (text !== undefined) {
		made.textContent = text;
	}
	return made;
}
