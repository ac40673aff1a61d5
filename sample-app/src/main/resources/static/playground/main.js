// Wires the form to the runs, and the answers to the page.

import { Advice } from "./advice.js";
import { copyButtons, snippets } from "./snippets.js";
import { Run } from "./run.js";
import { hints, read, whereCounted } from "./settings.js";
import { colours, View } from "./view.js";

const TICK_MILLIS = 50;
const LONGEST_RUN_SECONDS = 120;
const QUIET_MILLIS = 3000;
const LOOK_MILLIS = 1000;

const form = document.getElementById("settings");
const start = document.getElementById("start");
const once = document.getElementById("once");
const clear = document.getElementById("clear");
const results = document.getElementById("results");
const view = new View();
const advice = new Advice(colours);
let about;
let run;
let lastSaid = 0;
let lastLook = 0;
let looked = true;

function begin(next = new Run(read(form), serverSeconds, answered)) {
	run?.stop();
	run = next;
	start.textContent = "Start";
	view.setUp(run.settings.algorithms);
	show();
}

function serverSeconds() {
	return about.seconds + (performance.now() - about.at) / 1000;
}

function tick() {
	if (run.running) {
		run.sendDue();
		if (run.now > LONGEST_RUN_SECONDS) {
			stop();
		}
		show();
	}
	look();
}

function answered(own, { failure, text, calls }) {
	if (own !== run) {
		return;
	}
	if (failure) {
		stop();
		view.answer(text ?? failure);
		view.say(failure);
		view.state(failure);
		return;
	}
	calls.forEach((call) => run.add(call));
	view.answer(text);
	looked = false;
	const now = performance.now();
	if (!run.running || now - lastSaid > QUIET_MILLIS) {
		lastSaid = now;
		view.say(spoken(calls));
	}
	if (!run.running) {
		show();
	}
}

/** What changes with the calls, besides their answers: asked after them, once a second at most. */
function look() {
	const now = performance.now();
	if (looked || now - lastLook < LOOK_MILLIS) {
		return;
	}
	looked = true;
	lastLook = now;
	advice.show();
	if (about.store === "redis") {
		lookAtStore();
	}
}

/** Redis may go and come back during a run. */
async function lookAtStore() {
	const before = about.degraded;
	try {
		about = await ask();
	}
	catch (failure) {
		answered(run, { failure: `No answer: ${failure.message}` });
		return;
	}
	hints(form, about);
	show();
	if (about.degraded !== before) {
		view.say(whereCounted(about));
	}
}

function spoken(calls) {
	if (calls.length > 1) {
		const names = calls.filter((call) => call.status === 200).map((call) => call.algorithm);
		return `Admitted by ${names.join(", ") || "none"}`;
	}
	const [{ algorithm, status, remaining, waitedMillis, retryAfter }] = calls;
	return `${algorithm}: ` + ((status === 429) ? `refused, retry after ${retryAfter} s`
		: `admitted, ${remaining} remaining` + (run.settings.waitMillis > 0 ? `, after ${waitedMillis} ms` : ""));
}

function show() {
	view.show(run.series, run.now, { startedAt: run.startedAt, periodSeconds: run.settings.periodSeconds });
	view.state(state());
}

function state() {
	if (run.recorded) {
		return "Recorded earlier, with these settings. Start sends calls of your own.";
	}
	if (about.degraded) {
		return whereCounted(about);
	}
	if (run.client.queued > 0) {
		return `${run.client.queued} calls wait in this page for a free connection: a browser opens six to one server.`;
	}
	return (run.settings.algorithms.length > 1) ? "Each call is one request, and asks all algorithms." : "";
}

function stop() {
	run.stop();
	start.textContent = "Start";
	show();
}

/** On a phone the plots are below the form. */
function reveal() {
	if (results.getBoundingClientRect().top > innerHeight / 4) {
		const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
		results.scrollIntoView({ behavior: still ? "auto" : "smooth" });
	}
}

function ownRun() {
	if (run.recorded) {
		begin();
	}
	return run;
}

form.addEventListener("submit", (event) => {
	event.preventDefault();
	if (run.running) {
		stop();
		return;
	}
	ownRun().start();
	start.textContent = "Stop";
	tick();
	reveal();
});

form.addEventListener("input", () => {
	hints(form, about);
	if (!form.checkValidity()) {
		return;
	}
	const restart = run.running;
	begin();
	snippets(run.settings, about.store);
	if (restart) {
		form.requestSubmit();
	}
});

once.addEventListener("click", () => {
	if (form.reportValidity()) {
		ownRun().sendOne();
		reveal();
	}
});

clear.addEventListener("click", () => {
	begin();
	view.say("Cleared.");
});

document.getElementById("numbers").addEventListener("toggle", () => view.table(run.series));

async function ask() {
	const response = await fetch("playground/about", { cache: "no-store" });
	const { store, degraded, nanos } = await response.json();
	return { store, degraded, seconds: nanos / 1e9, at: performance.now() };
}

begin(Run.recorded(read(form)));
try {
	about = await ask();
}
catch (failure) {
	view.state(`The server does not answer (${failure.message}). Load the page again.`);
	throw failure;
}
hints(form, about);
snippets(run.settings, about.store);
copyButtons(view);
setInterval(tick, TICK_MILLIS);
addEventListener("resize", show);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
	view.setUp(run.settings.algorithms);
	show();
	advice.show();
});
for (const part of document.querySelectorAll("fieldset, .buttons button")) {
	part.disabled = false;
}

// For tests: what came back, what is drawn, and whether answers are still to come
window.playground = {
	get series() { return run.series.calls; },
	get busy() { return run.busy; },
	drawn: (algorithm) => { show(); return view.drawn(algorithm); },
	times: (algorithm) => { show(); return view.times(algorithm); },
	get advised() { return advice.drawn(); }
};
