// Wires the form to the traffic, and the answers to the page.

import { Client } from "./client.js";
import { Series } from "./series.js";
import { hints, java, query, read, yml } from "./settings.js";
import { calls } from "./traffic.js";
import { View } from "./view.js";

const TICK_MILLIS = 50;
const LONGEST_RUN_SECONDS = 120;
const QUIET_MILLIS = 3000;

const form = document.getElementById("settings");
const start = document.getElementById("start");
const about = await ask();
const view = new View();
let run;
let lastSaid = 0;

/** A run: one choice of settings, one set of quotas, one time axis. */
function begin() {
	const settings = read(form);
	const id = Math.random().toString(36).slice(2, 12);
	run?.client.drop();
	const own = { settings, series: new Series(), running: false, sentUntil: 0 };
	own.client = new Client(settings.algorithms.length,
		(algorithm, client) => `playground/calls/${algorithm}?${query(settings, id, client)}`,
		(call) => (own === run) && answered(call));
	run = own;
	view.setUp(settings.algorithms);
	show();
}

function clock() {
	if (run.begun === undefined) {
		run.begun = performance.now();
		run.startedAt = serverSeconds();
	}
	return (performance.now() - run.begun) / 1000;
}

function serverSeconds() {
	return about.seconds + (performance.now() - about.at) / 1000;
}

function tick() {
	if (!run.running) {
		return;
	}
	const now = clock();
	for (const { client } of calls(run.settings, run.sentUntil, now, run.startedAt)) {
		run.settings.algorithms.forEach((algorithm) => run.client.send(algorithm, client));
	}
	run.sentUntil = now;
	if (now > LONGEST_RUN_SECONDS) {
		stop();
	}
	show();
}

function answered(call) {
	if (call.failure) {
		stop();
		view.answer(call.failure);
		view.say(call.failure);
		return;
	}
	run.series.add(call, clock(), run.settings.waitMillis > 0);
	view.answer(call.text);
	const now = performance.now();
	if (!run.running || now - lastSaid > QUIET_MILLIS) {
		lastSaid = now;
		view.say(`${call.algorithm}: ` + ((call.status === 429) ? `refused, retry after ${call.retryAfter} s`
			: `admitted, ${call.remaining} remaining`
				+ (run.settings.waitMillis > 0 ? `, after ${call.waitedMillis} ms` : "")));
	}
	if (!run.running) {
		show();
	}
}

function show() {
	const { periodSeconds } = run.settings;
	view.show(run.series, (run.begun === undefined) ? 0 : clock(), { startedAt: run.startedAt, periodSeconds });
	view.queued(run.client.queued);
}

function stop() {
	run.running = false;
	run.client.drop();
	start.textContent = "Start";
	show();
}

form.addEventListener("submit", (event) => {
	event.preventDefault();
	if (run.running) {
		stop();
		return;
	}
	// What passed since the last stop is not made up for
	run.sentUntil = (run.begun === undefined) ? 0 : clock();
	run.running = true;
	start.textContent = "Stop";
	tick();
});

form.addEventListener("input", () => {
	hints(form, about);
	if (!form.checkValidity()) {
		return;
	}
	const restart = run.running;
	stop();
	begin();
	snippets();
	if (restart) {
		form.requestSubmit();
	}
});

document.getElementById("once").addEventListener("click", () => {
	if (form.reportValidity()) {
		clock();
		run.settings.algorithms.forEach((algorithm) => run.client.send(algorithm, "a"));
	}
});

document.getElementById("clear").addEventListener("click", () => {
	stop();
	begin();
	view.say("Cleared.");
});

document.getElementById("numbers").addEventListener("toggle", () => view.table(run.series));

for (const button of document.querySelectorAll("[data-copies]")) {
	button.addEventListener("click", async () => {
		const source = document.getElementById(button.dataset.copies);
		try {
			await navigator.clipboard.writeText(source.textContent);
			view.say("Copied.");
			button.firstChild.textContent = "Copied";
		}
		catch {
			getSelection().selectAllChildren(source);
			view.say("Selected. Copy it with your keyboard.");
		}
	});
}

function snippets() {
	for (const button of document.querySelectorAll("[data-copies]")) {
		button.firstChild.textContent = "Copy";
	}
	document.getElementById("yml").textContent = yml(run.settings, about.store);
	document.getElementById("java").textContent = java(run.settings);
}

async function ask() {
	const response = await fetch("playground/about", { cache: "no-store" });
	const { store, nanos } = await response.json();
	return { store, seconds: nanos / 1e9, at: performance.now() };
}

hints(form, about);
begin();
snippets();
setInterval(tick, TICK_MILLIS);
addEventListener("resize", show);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
	view.setUp(run.settings.algorithms);
	show();
});

// For tests: what came back, what is drawn, and whether answers are still to come
window.playground = {
	get series() { return run.series.calls; },
	get busy() { return run.running || run.client.busy; },
	drawn: (algorithm) => { show(); return view.drawn(algorithm); }
};
