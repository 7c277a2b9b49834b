// A form that would be lost with the line stays on the page: the way is tried first, then the form is posted as it is.
// Nothing is kept anywhere else; the same page posts the same identifier, so that an act is done once.
const DEADLINE = 4000;
const told = document.getElementById("lost-line");

async function reachable() {
  try {
    await fetch("/sante", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(DEADLINE) });
    return true;
  } catch {
    return false;
  }
}

function say(form, button) {
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button";
  again.textContent = "Renvoyer";
  again.addEventListener("click", () => form.requestSubmit(button));
  told.replaceChildren("La connexion est coupée. Rien n’est parti, rien n’est perdu\u202f: gardez cette page ouverte. ", again);
  told.hidden = false;
  again.focus();
}

document.querySelectorAll("form[data-keep]").forEach((form) => {
  let going = false;
  form.addEventListener("submit", async (event) => {
    if (going) return;
    event.preventDefault();
    const button = event.submitter;
    if (form.dataset.asking) return;
    form.dataset.asking = "1";
    const there = await reachable();
    delete form.dataset.asking;
    if (!there) return say(form, button);
    told.hidden = true;
    going = true;
    form.requestSubmit(button);
    going = false;
  });
});
