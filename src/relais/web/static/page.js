// Every page: leaving at once, without an entry to come back to. The link works without this.
document.getElementById("quick-exit")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.body.hidden = true;
  location.replace(event.currentTarget.href);
});
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
// A double click posts once: the answer to the first, a code shown a single time, would never be seen.
const posted = new WeakMap();
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return; // posted later, by a script of its own
  const now = performance.now();
  if (now - (posted.get(event.target) ?? -Infinity) < 1000) event.preventDefault();
  else posted.set(event.target, now);
});
// A browser keeps on disk, to reopen its tabs, what was posted to get a page. The entry of this page keeps none of it.
history.replaceState(null, "", location.href);
