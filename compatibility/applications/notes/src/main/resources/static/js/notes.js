document.querySelectorAll("textarea").forEach((text) => text.addEventListener("input", () => text.classList.add("changed")));
