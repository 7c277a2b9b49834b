// The desk: the form posts itself as one types and the answer's fragment takes the place of the old one.
// Nothing is rendered here, nothing is stored; without this file every button still works.
const QUIET = 60; // ms without a key before asking
const SAID_AFTER = 700; // ms of calm before the answer is announced
const form = () => document.getElementById("desk");
const box = () => document.getElementById("text");
const announce = document.getElementById("announce");
const offline = document.getElementById("offline");
let asking, waiting, telling;
let escaped = -Infinity; // when Échap was last pressed

function collect(submitter) {
  const data = new FormData(form(), submitter ?? null);
  // Older browsers leave the button out.
  if (submitter?.name && submitter.type !== "image" && !data.has(submitter.name)) {
    data.append(submitter.name, submitter.value);
  }
  return data;
}

async function ask(submitter) {
  clearTimeout(waiting);
  asking?.abort();
  const mine = (asking = new AbortController());
  try {
    const reply = await fetch("/", {
      method: "POST",
      body: new URLSearchParams(collect(submitter)),
      headers: { "Relais-Fragment": "desk" },
      signal: mine.signal,
    });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    if (mine !== asking) return;
    swap(page, submitter);
    offline.hidden = true;
  } catch (fault) {
    if (fault.name !== "AbortError") offline.hidden = false;
  }
}

function swap(page, submitter) {
  const fresh = page.getElementById("desk");
  if (!fresh) throw new Error("not the desk");
  const active = document.activeElement;
  const kept = { id: active?.id, start: active?.selectionStart, end: active?.selectionEnd, value: active?.value };
  const folded = Object.fromEntries([...form().querySelectorAll("details[id]")].map((one) => [one.id, one.open]));
  for (const part of fresh.querySelectorAll("[data-swap]")) {
    document.getElementById(part.id).replaceChildren(...part.childNodes);
  }
  if (submitter) box().value = fresh.querySelector("#text").value;
  for (const one of form().querySelectorAll("details[id]")) {
    if (one.id in folded && one.id !== "excluded") one.open = folded[one.id];
  }
  refocus(kept, submitter);
  tell(fresh.dataset.announce);
}

function refocus(kept, submitter) {
  if (!kept.id || document.activeElement?.id === kept.id) return;
  const again = document.getElementById(kept.id) ?? (submitter ? box() : null);
  again?.focus();
  if (again?.type === "text" && again !== box() && !submitter) {
    again.value = kept.value;
    again.setSelectionRange(kept.start, kept.end);
  }
}

function tell(sentence) {
  clearTimeout(telling);
  if (sentence === announce.textContent) return;
  const wait = sentence.startsWith("Danger") ? 0 : SAID_AFTER;
  telling = setTimeout(() => (announce.textContent = sentence), wait);
}

const later = () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, QUIET);
};

// Leaving the desk carries its state in a post, so that the way back finds it again.
function open(link) {
  const carrier = document.createElement("button");
  carrier.hidden = true;
  carrier.formAction = link.getAttribute("href");
  carrier.dataset.leave = "";
  form().append(carrier);
  form().requestSubmit(carrier);
  carrier.remove();
}

const links = () => [...document.querySelectorAll("#results .result-link")];

function move(step) {
  const all = links();
  const next = all.indexOf(document.activeElement) + step;
  if (next < 0) box().focus();
  else all[Math.min(next, all.length - 1)]?.focus();
}

function addCurrent() {
  const row = document.activeElement.closest?.(".result") ?? document.querySelector(".result");
  const button = row?.querySelector("[data-add]");
  if (button) ask(button);
}

function escape() {
  const now = performance.now();
  if (now - escaped < 1500) {
    escaped = -Infinity;
    box().focus();
    ask(document.getElementById("clear"));
  } else {
    escaped = now;
    box().focus();
    tell("Échap encore une fois pour vider.");
  }
}

function help() {
  const panel = document.getElementById("help");
  panel.open = !panel.open;
  (panel.open ? document.getElementById("help-summary") : box()).focus();
}

form().addEventListener("input", (event) => {
  if (event.target.matches("#text, #origin, #min_km")) later();
});
form().addEventListener("change", (event) => {
  if (event.target.matches("[type=checkbox], select")) ask();
});
form().addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!("submitter" in event) || button?.hasAttribute("data-leave")) return;
  if (button?.type === "image" && !collect(button).has("map.x")) return;
  event.preventDefault();
  ask(button?.name ? button : undefined);
});
form().addEventListener("click", (event) => {
  const link = event.target.closest("a[data-open]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  open(link);
});
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const onResult = document.activeElement.matches?.(".result-link");
  const typing = document.activeElement === box();
  if (event.key === "F1") help();
  else if (event.key === "Escape") escape();
  else if (event.key === "Enter" && event.ctrlKey) addCurrent();
  else if (event.key === "ArrowDown" && (typing || onResult)) move(1);
  else if (event.key === "ArrowUp" && onResult) move(-1);
  else {
    // A letter or a digit typed on a result goes on with the question: no key is a command there.
    if (onResult && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.altKey && !event.metaKey) {
      box().focus();
    }
    return;
  }
  event.preventDefault();
});
// On a phone the sheet is a drawer, shut until asked for.
if (matchMedia("(max-width: 46rem)").matches) document.getElementById("sheet").open = false;
