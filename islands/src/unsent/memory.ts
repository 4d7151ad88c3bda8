// The tab's memory of texts that the server may not have yet. It ends with the tab; nothing of it is read elsewhere.

/** A text as it stands, what the server may know of it (what the page had given, what it took), what was sent last. */
interface Held {
  text: string;
  known: string[];
  sent?: string;
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const place = (): string => `unsent:${location.pathname}`;

function read(): Record<string, Held> {
  try {
    return JSON.parse(sessionStorage.getItem(place()) ?? "{}") as Record<string, Held>;
  } catch {
    return {};
  }
}

function write(held: Record<string, Held>): void {
  try {
    if (Object.keys(held).length) sessionStorage.setItem(place(), JSON.stringify(held));
    else sessionStorage.removeItem(place());
  } catch {
    // A full or forbidden memory: the server keeps it all the same.
  }
}

function isText(one: Element | null): one is Control {
  const known =
    one instanceof HTMLTextAreaElement || one instanceof HTMLSelectElement || one instanceof HTMLInputElement;
  return known && one.name !== "" && !one.hasAttribute("data-passing") && !["hidden", "radio"].includes(one.type);
}

function ticked(one: Control): one is HTMLInputElement {
  return one instanceof HTMLInputElement && one.type === "checkbox";
}

function textOf(one: Control): string {
  return ticked(one) ? (one.checked ? one.value : "") : one.value;
}

function givenTo(one: Control): string {
  if (one instanceof HTMLSelectElement) return [...one.options].find((option) => option.defaultSelected)?.value ?? "";
  return ticked(one) ? (one.defaultChecked ? one.value : "") : one.defaultValue;
}

/** Hold what stands in a field of the room. */
export function hold(form: HTMLFormElement, target: Element): void {
  if (!isText(target) || target.form !== form) return;
  const held = read();
  const before = held[target.name];
  held[target.name] = { ...(before ?? { known: [givenTo(target)] }), text: textOf(target) };
  write(held);
}

/** The form goes out as it stands; says whether it brings the server anything that is held. */
export function sending(form: HTMLFormElement): boolean {
  const held = read();
  let any = false;
  for (const [name, one] of Object.entries(held)) {
    if (!isText(form.elements.namedItem(name) as Element | null)) continue;
    one.sent = one.text;
    any = true;
  }
  write(held);
  return any;
}

/** The server has what was sent last: that is not held any more; what was typed since is. */
export function forget(): void {
  const held = read();
  for (const [name, one] of Object.entries(held)) {
    if (one.sent === undefined) continue;
    if (one.sent === one.text) delete held[name];
    else held[name] = { text: one.text, known: [...one.known, one.sent] };
  }
  write(held);
}

/** Put held texts into fields that stand as the server may know them. Gives whether any was, whether
 * a field waits to be kept, and the texts of fields that hold something else by now, which are let go. */
export function putBack(form: HTMLFormElement): { back: boolean; waiting: boolean; elsewhere: string[] } {
  const held = read();
  const elsewhere: string[] = [];
  let back = false;
  let waiting = false;
  for (const [name, one] of Object.entries(held)) {
    const field = form.elements.namedItem(name) as Element | null;
    if (!isText(field)) continue;
    if (textOf(field) === one.text) waiting = true;
    else if (textOf(field) === one.sent || one.known.includes(textOf(field))) {
      if (ticked(field)) field.checked = one.text !== "";
      else field.value = one.text;
      back = true;
    } else {
      if (one.text.trim()) elsewhere.push(one.text.trim());
      delete held[name];
    }
  }
  write(held);
  return { back, waiting, elsewhere };
}
