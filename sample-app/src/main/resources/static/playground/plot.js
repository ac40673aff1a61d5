// One chart per algorithm, all on one scale: admitted upwards, refused downwards, remaining as a line.

export const BIN_SECONDS = 0.5;
export const SHOWN_SECONDS = 30;

// Room for what up and down mean, which the page writes beside the numbers
const AXIS_WIDTH = 92;
const SMALL = { size: 11 };
const COUNTED = ["admitted", "waited", "refused"];

export class Plot {

	#chart;
	#edges;

	/** Colours are given once: Chart.js may keep those that it has drawn with. */
	constructor(canvas, colours) {
		this.#chart = new Chart(canvas, {
			type: "bar",
			data: {
				datasets: [
					{ type: "line", label: "remaining", data: [], stepped: "before", borderColor: colours.remaining,
						pointRadius: 0, borderWidth: 1.5, order: 0 },
					...COUNTED.map((label) => ({ label, data: [], backgroundColor: colours[label], stack: "calls", order: 1,
						grouped: false }))
				]
			},
			options: {
				animation: false, parsing: false, normalized: true, maintainAspectRatio: false, events: [],
				layout: { autoPadding: false, padding: { top: 4, right: 12 } },
				plugins: { colors: { enabled: false }, legend: { display: false }, tooltip: { enabled: false } },
				scales: {
					x: { ...axis(colours, { offset: false }), type: "linear", offset: false,
						ticks: { stepSize: 5, callback: (value) => `${value} s`, color: colours.quiet, font: SMALL, padding: 0,
							maxRotation: 0 } },
					y: { ...axis(colours), stacked: true, afterFit: (scale) => { scale.width = AXIS_WIDTH; },
						ticks: { maxTicksLimit: 6, includeBounds: false, callback: whole, color: colours.quiet, font: SMALL } }
				}
			},
			plugins: [{ id: "edges", beforeDatasetsDraw: (chart) => this.#drawEdges(chart) }]
		});
	}

	/**
	 * Shows a series up to a moment. The lowest and highest are those of all charts shown, so that they compare.
	 */
	show(spans, { now, low, high, edges }) {
		const chart = this.#chart;
		const [remaining, ...counted] = chart.data.datasets;
		const to = Math.max(SHOWN_SECONDS, Math.ceil(now));
		const from = to - SHOWN_SECONDS;
		const shown = [...spans].sort(([a], [b]) => a - b);
		counted.forEach((dataset, i) => {
			const sign = (COUNTED[i] === "refused") ? -1 : 1;
			dataset.data = shown.filter(([, span]) => span[COUNTED[i]] > 0)
				.map(([number, span]) => ({ x: (number + 0.5) * BIN_SECONDS, y: sign * span[COUNTED[i]] }));
			dataset.barThickness = Math.max(2, chart.chartArea.width / SHOWN_SECONDS * BIN_SECONDS - 1);
		});
		remaining.data = shown.map(([number, span]) => ({ x: (number + 0.5) * BIN_SECONDS, y: span.remaining }));
		Object.assign(chart.options.scales.x, { min: from, max: to });
		Object.assign(chart.options.scales.y, { min: -low, max: high });
		this.#edges = { at: edges.filter((edge) => edge >= from && edge <= to), colour: chart.options.scales.x.ticks.color };
		chart.update("none");
	}

	/** What is written below the time axis. */
	times() {
		return this.#chart.scales.x.ticks.map(({ label }) => label);
	}

	/** The sums of what is drawn and what remains at its end, as Chart.js holds it. */
	drawn() {
		const [remaining, ...counted] = this.#chart.data.datasets;
		return { ...Object.fromEntries(counted
			.map(({ label, data }) => [label, Math.abs(data.reduce((sum, point) => sum + point.y, 0))])),
			remaining: remaining.data.at(-1)?.y };
	}

	destroy() {
		this.#chart.destroy();
	}

	#drawEdges({ ctx, chartArea, scales }) {
		if (!this.#edges) {
			return;
		}
		ctx.save();
		ctx.strokeStyle = this.#edges.colour;
		ctx.setLineDash([2, 4]);
		ctx.beginPath();
		for (const edge of this.#edges.at) {
			const x = scales.x.getPixelForValue(edge);
			ctx.moveTo(x, chartArea.top);
			ctx.lineTo(x, chartArea.bottom);
		}
		ctx.stroke();
		ctx.restore();
	}

}

/** Bars of permits for each share of calls or callers that may be refused. */
export function adviceChart(canvas, labels, datasets, colours) {
	return new Chart(canvas, {
		type: "bar",
		data: { labels, datasets },
		options: {
			animation: false, maintainAspectRatio: false, events: [],
			layout: { autoPadding: false, padding: { top: 4, right: 12 } },
			plugins: { colors: { enabled: false }, legend: { display: false }, tooltip: { enabled: false } },
			scales: {
				x: { ...axis(colours), ticks: { color: colours.quiet, font: SMALL, padding: 0 } },
				y: { ...axis(colours), beginAtZero: true, afterFit: (scale) => { scale.width = AXIS_WIDTH; },
					ticks: { maxTicksLimit: 6, callback: whole, color: colours.quiet, font: SMALL } }
			}
		}
	});
}

function axis(colours, grid) {
	return { grid: { color: colours.line, ...grid }, border: { color: colours.line } };
}

function whole(value) {
	return Number.isInteger(value) ? Math.abs(value) : "";
}
