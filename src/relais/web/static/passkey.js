// Passkeys: the form says what to ask the browser for, and carries its answer. Without this module, codes do.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function read(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) read[list] = options[list].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return read;
}

function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: {},
  });
}

async function answer(form) {
  const publicKey = read(JSON.parse(form.dataset.options));
  const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
  form.elements.cle_acces.value = written(credential);
  form.submit();
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.closest("[data-passkey-section]")?.removeAttribute("hidden");
    document.querySelector("[data-no-passkey]")?.remove();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const fault = form.querySelector("[role=alert][hidden], .form-fault:last-of-type");
      answer(form).catch(() => {
        if (fault) fault.hidden = false;
      });
    });
  });
}
