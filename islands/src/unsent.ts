// The unsent island: what is typed with a patient is in this tab's memory at once, so that a reload, a server that is
// down or a session that has ended takes nothing away. A moment later the server keeps it too, as #keeper asks it to.
//
// The room works without it. What it reads from the page:
//   form#room                 whose texts are held; controls with data-passing are not texts
//   #keeper                   asks the server to keep the form; its "keep" event makes it ask again
//   #kept                     where it says what is wrong
//   data-text-unkept, -signed-out, -other   on #keeper: the translated words

import { forget, hold, putBack, sending } from "./unsent/memory";

const english = {
  unkept: "The server does not answer. What you typed stays in this tab and is kept once it answers again.",
  signedOut: "You were signed out. Sign in again in another tab, then go on here; what you typed is still here.",
  other: "Meanwhile this was changed elsewhere. Before that you had typed here: “{words}”",
} as const;
const waits = [2, 5, 10, 20, 30];
const signIn = "/sign-in/";
let tries = 0;
let refused = false;
let again: ReturnType<typeof setTimeout> | undefined;

interface Request extends Event {
  detail: {
    elt?: Element;
    xhr?: XMLHttpRequest;
    successful?: boolean;
    shouldSwap?: boolean;
    parameters?: Record<string, string>;
  };
}

function room(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>("form#room");
}

function keeper(): HTMLElement | null {
  return document.querySelector<HTMLElement>("#keeper");
}

function ours(event: Event): event is Request {
  const from = (event as Request).detail?.elt;
  return !!from && (from.id === "room" || from.id === "keeper");
}

function tell(phrase: keyof typeof english, words = ""): void {
  const place = document.querySelector("#kept");
  if (!place) return;
  const said = document.createElement("p");
  said.textContent = (keeper()?.dataset[`text${phrase[0]?.toUpperCase()}${phrase.slice(1)}`] ?? english[phrase]).replace(
    "{words}",
    words,
  );
  const banner = document.createElement("div");
  banner.className = "banner banner-alert";
  banner.setAttribute("role", "alert");
  banner.append(said);
  place.replaceChildren(banner);
}

function keep(): void {
  keeper()?.dispatchEvent(new CustomEvent("keep"));
}

function lost(): void {
  tell("unkept");
  clearTimeout(again);
  again = setTimeout(keep, 1000 * (waits[Math.min(tries, waits.length - 1)] ?? 30));
  tries += 1;
}

/** Put back what this tab still holds; said in words where the field has become something else elsewhere. */
function restore(): void {
  const form = room();
  if (!form) return;
  const found = putBack(form);
  if (found.elsewhere.length) tell("other", found.elsewhere.join("; "));
  if (found.back || (found.waiting && !refused)) keep();
}

document.addEventListener("input", (event) => {
  const form = room();
  if (form && event.target instanceof HTMLElement) hold(form, event.target);
});

// Signing in, perhaps in another tab, changes the token: send the one that the cookie holds now.
document.addEventListener("htmx:configRequest", (event) => {
  const fresh = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (fresh && ours(event) && event.detail.parameters) event.detail.parameters.csrfmiddlewaretoken = fresh;
});

// What was pressed is sent even where the focus has moved on before it was this form's turn.
document.addEventListener("submit", (event) => {
  const form = room();
  const pressed = event.submitter;
  if (event.target !== form || !form || !(pressed instanceof HTMLButtonElement)) return;
  form.querySelector("input[data-pressed]")?.remove();
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: pressed.name, value: pressed.value });
  field.setAttribute("data-pressed", "");
  form.prepend(field);
}, true);

document.addEventListener("htmx:beforeSend", (event) => {
  const form = room();
  if (form && ours(event)) sending(form);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!ours(event)) return;
  const { xhr } = event.detail;
  if (xhr?.responseURL && new URL(xhr.responseURL, document.baseURI).pathname.startsWith(signIn)) {
    event.detail.shouldSwap = false;
    tell("signedOut");
  } else if (xhr && xhr.status < 400) forget();
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!ours(event)) return;
  const { xhr, successful } = event.detail;
  refused = !successful;
  if (!successful) return xhr && xhr.status > 0 && xhr.status < 500 ? undefined : lost();
  tries = 0;
  clearTimeout(again);
});

// At once, before another letter is typed; and once more when the room has its turn to be kept again.
document.addEventListener("htmx:afterSwap", restore);
document.addEventListener("htmx:afterSettle", restore);

// Away to another page or another tab: what the last moment brought goes now.
document.addEventListener("visibilitychange", () => {
  const form = room();
  const address = keeper()?.getAttribute("hx-post");
  if (document.visibilityState === "hidden" && form && address && sending(form)) {
    navigator.sendBeacon(address, new URLSearchParams(new FormData(form) as unknown as Record<string, string>));
  }
});

restore();
// htmx listens from the end of loading on: only then it hears that something is to be kept.
if (document.readyState !== "complete") window.addEventListener("load", restore);
