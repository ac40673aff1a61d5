// What is chosen in the form, and how it is written elsewhere.

import { ALGORITHMS } from "./algorithms.js";

const UNITS = { ms: 0.001, s: 1, m: 60 };

const NOTES = {
	"steady": "Evenly spaced calls.",
	"bursts": "Every three seconds all calls of that time at once.",
	"ramp": "From none to twice the calls in thirty seconds.",
	"clients": "Client a calls as often as said, client b every other second. Each has a quota of its own.",
	"edge": "All permits just before a window ends, and again just after."
};

export function read(form) {
	const value = (name) => form.elements[name].value;
	const [, count, unit] = /^(\d+)(\D+)$/.exec(value("period"));
	return {
		algorithms: (value("algorithm") === "all") ? Object.keys(ALGORITHMS) : [value("algorithm")],
		permits: Number(value("permits")),
		period: value("period"),
		periodSeconds: Number(count) * UNITS[unit],
		capacity: form.elements.capacity.disabled ? "" : value("capacity"),
		waitMillis: Number(value("wait")),
		holdMillis: Number(value("hold")),
		shape: value("shape"),
		speed: Number(value("speed")),
	};
}

export function hints(form, about) {
	const algorithm = form.elements.algorithm.value;
	form.elements.capacity.disabled = algorithm !== "all" && algorithm !== "token-bucket";
	form.elements.hold.disabled = algorithm !== "all" && algorithm !== "concurrency";
	form.elements.period.disabled = algorithm === "concurrency";
	document.getElementById("store").textContent = whereCounted(about);
	document.getElementById("shape-hint").textContent = NOTES[form.elements.shape.value];
}

export function whereCounted({ store, degraded }) {
	if (store !== "redis") {
		return "Counted in this server's memory.";
	}
	return degraded ? "Redis does not answer. Until it does, this server counts by itself, from a fresh start."
		: "Counted in Redis, which all its servers share.";
}

export function query(settings, run, client) {
	const parameters = new URLSearchParams({
		run, client, rate: `${settings.permits}/${settings.period}`, maxWaitMillis: settings.waitMillis
	});
	if (settings.capacity) {
		parameters.set("capacity", settings.capacity);
	}
	if (settings.algorithms.includes("concurrency")) {
		parameters.set("holdMillis", settings.holdMillis);
	}
	return parameters;
}

export function yml(settings, store) {
	const limit = (algorithm) => {
		const lines = [`    ${name(settings, algorithm)}:`, `      algorithm: ${algorithm}`,
			(algorithm === "concurrency") ? `      concurrent: ${settings.permits}`
				: `      rate: ${settings.permits}/${settings.period}`];
		if (algorithm === "token-bucket" && settings.capacity) {
			lines.push(`      capacity: ${settings.capacity}`);
		}
		if (settings.waitMillis) {
			lines.push(`      max-wait: ${settings.waitMillis}ms`);
		}
		return lines.join("\n");
	};
	return ["ratelimit:", ...((store === "redis") ? ["  store: redis"] : []), "  limits:",
		...settings.algorithms.map(limit)].join("\n");
}

export function java(settings) {
	return settings.algorithms
		.map((algorithm) => `@GetMapping("/${name(settings, algorithm)}")
@RateLimited("${name(settings, algorithm)}")
String ${name(settings, algorithm).replace(/-./g, (part) => part[1].toUpperCase())}() {
	return "fair";
}`)
		.join("\n\n");
}

function name(settings, algorithm) {
	return (settings.algorithms.length === 1) ? "weather" : algorithm;
}
