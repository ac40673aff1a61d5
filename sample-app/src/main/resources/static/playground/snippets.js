// The chosen limit as configuration and code, to be copied.

import { java, yml } from "./settings.js";

const buttons = document.querySelectorAll("[data-copies]");

export function snippets(settings, store) {
	for (const button of buttons) {
		button.firstChild.textContent = "Copy";
	}
	document.getElementById("yml").textContent = yml(settings, store);
	document.getElementById("java").textContent = java(settings);
}

export function copyButtons(view) {
	for (const button of buttons) {
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
}
