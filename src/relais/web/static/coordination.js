// The queue by keyboard, only while the focus is in the list: j and k move, a and r open the decision in place.
// Nothing is rendered here: the decision is a part of the page of the change, which every row links to.
const queue = document.getElementById("queue");
const rows = () => [...queue.querySelectorAll(".mail-link")];
const rowOf = (element) => element.closest(".mail");
let asking;

function move(step) {
  const all = rows();
  const here = all.indexOf(rowOf(document.activeElement)?.querySelector(".mail-link"));
  all[Math.max(0, Math.min(here + step, all.length - 1))]?.focus();
}

function shut() {
  asking?.abort();
  const open = queue.querySelector(".mail-open");
  open?.parentElement.querySelector(".mail-link").focus();
  open?.remove();
}

async function decide(row, wanted) {
  const link = row.querySelector(".mail-link");
  if (!row.querySelector(".mail-open")) {
    shut();
    const mine = (asking = new AbortController());
    try {
      const reply = await fetch(link.href, { headers: { "Relais-Fragment": "change" }, signal: mine.signal });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      const part = page.getElementById("decision");
      if (!part || page.querySelector("main")) throw new Error("not the decision");
      const place = document.createElement("div");
      place.className = "mail-open";
      place.append(document.adoptNode(part));
      row.append(place);
    } catch (fault) {
      if (fault.name !== "AbortError") location.assign(link.href);
      return;
    }
  }
  const target = row.querySelector(wanted) ?? row.querySelector(".mail-open .note");
  if (target?.matches(".note")) target.tabIndex = -1;
  target?.focus();
}

queue?.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape") shut();
  else if (event.target.matches("input, textarea, select")) return;
  else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "a") decide(rowOf(event.target), "[data-accept]");
  else if (event.key === "r") decide(rowOf(event.target), "textarea[name=reason]");
  else return;
  event.preventDefault();
});
document.querySelectorAll(".keys").forEach((one) => (one.hidden = !queue));
