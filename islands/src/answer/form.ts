// The form while it is on its way: taken once, its buttons off, its words spoken to screen readers.

const taken = new WeakSet<HTMLFormElement>();

const english = {
  sending: "Sending your answer…",
  retry: "The network did not answer. Your answer is kept; trying again in {seconds} s.",
  refused: "Your answer could not be sent yet. It is kept; press the button to try again.",
  signedOut:
    "You were signed out. Sign in again in another tab, then press Answer once more; your answer is still here.",
} as const;

export type Phrase = keyof typeof english;

/** Take the form for sending; nothing when it is already on its way. */
export function take(form: HTMLFormElement, submitter: HTMLElement | null): FormData | undefined {
  if (taken.has(form)) return undefined;
  taken.add(form);
  // Read before the buttons go off: a disabled button's own value would not be sent.
  const answer = new FormData(form, submitter);
  keepSubmitter(form, submitter);
  setButtons(form, true);
  tell(form, "sending");
  return answer;
}

/** Let the form be used again. */
export function release(form: HTMLFormElement): void {
  form.querySelector("input[data-answer-pressed]")?.remove();
  taken.delete(form);
  setButtons(form, false);
  status(form).textContent = "";
}

/** Say in the live region what is happening, in the words the page brought. */
export function tell(form: HTMLFormElement, phrase: Phrase, values: Record<string, number> = {}): void {
  const key = `text${phrase[0]?.toUpperCase()}${phrase.slice(1)}`;
  let words: string = form.dataset[key] ?? english[phrase];
  for (const [name, value] of Object.entries(values)) words = words.replace(`{${name}}`, String(value));
  status(form).textContent = words;
}

/** A form that is sent by script leaves out the button that was pressed: hold its value in a field. */
function keepSubmitter(form: HTMLFormElement, submitter: HTMLElement | null): void {
  form.querySelector("input[data-answer-pressed]")?.remove();
  if (!(submitter instanceof HTMLButtonElement) || !submitter.name) return;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = submitter.name;
  field.value = submitter.value;
  field.dataset.answerPressed = "";
  form.append(field);
}

function setButtons(form: HTMLFormElement, off: boolean): void {
  const buttons = form.querySelectorAll<HTMLButtonElement>("button:not([type=button]), input[type=submit]");
  for (const button of buttons) button.disabled = off;
}

function status(form: HTMLFormElement): HTMLElement {
  const found = form.querySelector<HTMLElement>("[data-answer-status]");
  if (found) {
    if (!found.hasAttribute("role")) found.setAttribute("role", "status");
    return found;
  }
  const made = document.createElement("p");
  made.dataset.answerStatus = "";
  made.setAttribute("role", "status");
  form.append(made);
  return made;
}
