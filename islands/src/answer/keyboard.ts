// Which key does what in the form: A to E choose an option, Enter submits; never while one types or uses a shortcut.

const typing = "textarea, select, [contenteditable]:not([contenteditable=false])";
const notTyped = new Set(["radio", "checkbox", "button", "submit", "reset", "range", "color", "file", "image"]);

export function onKey(event: KeyboardEvent, form: HTMLFormElement): void {
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const target = event.target instanceof Element ? event.target : null;
  if (isTyping(target) || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter") submit(event, form, target);
  else if (/^[a-e]$/i.test(event.key)) choose(event, form);
}

/** The options in the order they are shown. */
export function options(form: HTMLFormElement): HTMLInputElement[] {
  const marked = form.querySelectorAll<HTMLInputElement>("input[data-answer-option]");
  const plain = form.querySelectorAll<HTMLInputElement>('input[type=radio][name="option"]');
  return [...(marked.length ? marked : plain)];
}

function choose(event: KeyboardEvent, form: HTMLFormElement): void {
  const option = options(form)[event.key.toLowerCase().charCodeAt(0) - "a".charCodeAt(0)];
  if (!option || option.disabled) return;
  event.preventDefault();
  // A click, not a property: the browser then tells everyone who listens for a change.
  option.click();
  option.focus();
}

function submit(event: KeyboardEvent, form: HTMLFormElement, target: Element | null): void {
  // Enter on a link, a button or a summary already means something.
  if (target?.closest("a[href], button, summary, input[type=submit], input[type=button]")) return;
  event.preventDefault();
  const button = form.querySelector<HTMLButtonElement>(
    ":is(button:not([type=button]):not([type=reset]), input[type=submit]):not([formaction])",
  );
  if (!button?.disabled) form.requestSubmit(button);
}

function isTyping(target: Element | null): boolean {
  if (!target) return false;
  if (target.closest(typing)) return true;
  return target instanceof HTMLInputElement && !notTyped.has(target.type);
}
