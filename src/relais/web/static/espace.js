// The forms of who keeps a page: what is typed is kept as a draft, by the server, when typing pauses.
// Nothing is stored in the browser; without this file a button keeps the draft.
const QUIET = 2500; // ms without a key before keeping
const AGAIN = 8000; // ms before trying again when the line is down
const MOST = 20000; // ms: however long one types without a pause, something is kept

const OFFLINE = "Hors connexion : rien n'est perdu tant que cette page reste ouverte.";
const ENDED = "Votre session est finie : envoyez, et l'on vous demandera qui vous êtes. Rien n'est perdu.";
const LATER = "Le brouillon n'est pas encore gardé : nouvel essai dans un instant.";

function watch(form) {
  const state = form.querySelector("#draft-state");
  let waiting, sending;
  let dirty = 0; // what was typed since the last draft kept
  let oldest = 0; // when the first of it was

  function say(words, warning = false) {
    if (state.textContent !== words) state.textContent = words;
    state.classList.toggle("is-warning", warning);
  }

  function later(delay) {
    clearTimeout(waiting);
    waiting = setTimeout(keep, delay);
  }

  async function keep() {
    if (!dirty || sending) return;
    const kept = dirty;
    const data = new FormData(form);
    data.set("act", "draft");
    const token = data.get("jeton");
    sending = true;
    try {
      const reply = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { "relais-jeton": token, "relais-fragment": "brouillon" },
      });
      if (reply.ok && reply.headers.get("content-type")?.startsWith("text/plain")) {
        say(await reply.text());
        if (dirty === kept) dirty = 0;
        else later(QUIET);
      } else if (reply.status >= 500) {
        say(LATER, true);
        later(AGAIN);
      } else {
        say(ENDED, true);
      }
    } catch {
      say(OFFLINE, true);
      later(AGAIN);
    } finally {
      sending = false;
      oldest = 0;
    }
  }

  function typed() {
    dirty += 1;
    oldest ||= Date.now();
    later(Math.min(QUIET, Math.max(0, MOST - (Date.now() - oldest))));
  }

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", () => clearTimeout(waiting));
  addEventListener("online", () => later(0));
}

for (const form of document.querySelectorAll("form[data-draft]")) watch(form);

// Editing in place: the form of the other page, over this one. Whatever it cannot show is opened as a page.
async function openHere(link) {
  const reply = await fetch(link.href);
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const form = page.getElementById("edit");
  if (!reply.ok || !form) throw new Error("not a form");
  const dialog = document.createElement("dialog");
  const title = document.createElement("h2");
  dialog.className = "edit-dialog";
  title.id = "edit-dialog-title";
  title.textContent = page.querySelector("h1").textContent;
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(title, ...page.querySelectorAll(".draft-offer"), form);
  form.querySelector(".send-bar a").addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  watch(form);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-edit]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  openHere(link).catch(() => location.assign(link.href));
});

// What is wrong is reached at once.
(document.querySelector("[aria-invalid=true]") ?? document.getElementById("check"))?.scrollIntoView({ block: "center" });
document.querySelector("[aria-invalid=true]")?.focus();
