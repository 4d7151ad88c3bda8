// The island as the room sees it: typing and htmx's events go in at the document; the tab's memory and #kept show what came.

import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

function page(note = "", more = ""): string {
  return `<main id="main"><form id="room" method="post">
    <input type="hidden" name="was" value=""><textarea name="note">${note}</textarea>
    <textarea name="said"></textarea><input name="find" data-passing>
    <input type="checkbox" name="grave-0" value="yes">
    <select name="treatment"><option value=""></option><option value="oxygen">Oxygen</option></select>
    <div id="kept"></div>${more}</form></main>
    <div id="keeper" hx-post="/patients/1/unsent/" data-text-signed-out="Signed out."></div>`;
}

const keeping = vi.fn<() => void>();
const beacon = vi.fn<(url: string, data: URLSearchParams) => boolean>();

function field<T extends HTMLElement = HTMLTextAreaElement>(name: string): T {
  return document.querySelector<T>(`[name="${name}"]`)!;
}

function type(name: string, text: string): void {
  field(name).value = text;
  field(name).dispatchEvent(new Event("input", { bubbles: true }));
}

function htmx(name: string, detail: object = {}, from = "keeper"): CustomEvent {
  const elt = document.getElementById(from);
  const event = new CustomEvent(`htmx:${name}`, { bubbles: true, detail: { elt, ...detail } });
  document.body.dispatchEvent(event);
  return event;
}

/** The form goes out and the server takes it. */
function sent(from = "keeper", url = "http://localhost/patients/1/"): void {
  htmx("beforeSend", {}, from);
  taken(from, url);
}

function taken(from = "keeper", url = "http://localhost/patients/1/"): void {
  const xhr = { status: 200, responseURL: url };
  htmx("beforeSwap", { shouldSwap: true, xhr }, from);
  htmx("afterRequest", { successful: true, xhr }, from);
}

/** The page comes anew, with this note from the server. */
function load(note = ""): void {
  document.body.innerHTML = page(note);
  document.getElementById("keeper")!.addEventListener("keep", keeping);
  htmx("afterSettle");
}

function kept(): string {
  return document.querySelector("#kept")!.textContent ?? "";
}

beforeAll(async () => {
  await import("./unsent");
});

beforeEach(() => {
  sessionStorage.clear();
  vi.useFakeTimers();
  navigator.sendBeacon = beacon as unknown as typeof navigator.sendBeacon;
  beacon.mockReset();
  load();
  keeping.mockReset();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("what is typed", () => {
  it("is there again after a reload that came before the server had it", () => {
    type("note", "A cough");
    load();
    expect(field("note").value).toBe("A cough");
    expect(keeping).toHaveBeenCalledOnce(); // and the server is asked to keep it now
  });

  it("is there again when the server had an earlier half of it", () => {
    type("note", "A co");
    htmx("beforeSend");
    type("note", "A cough");
    load("A co"); // the answer was lost, the words were not
    expect(field("note").value).toBe("A cough");
  });

  it("is let go once the server has it", () => {
    type("note", "A cough");
    sent();
    expect(sessionStorage.length).toBe(0);
    load();
    expect(field("note").value).toBe("");
  });

  it("is held on where it went further while the form was on its way", () => {
    type("note", "A co");
    htmx("beforeSend");
    type("note", "A cough");
    taken();
    load("A co");
    expect(field("note").value).toBe("A cough");
  });

  it("while the words before are being said stays", () => {
    type("said", "Any fever?");
    htmx("beforeSend", {}, "room");
    type("said", "Any fever? And");
    taken("room");
    load();
    expect(field("said").value).toBe("Any fever? And");
  });

  it("does not come back into the words once they were said", () => {
    type("said", "Any fever?");
    sent("room");
    load();
    expect(field("said").value).toBe("");
  });

  it("is held for boxes and lists too, and not for what only looks around", () => {
    field<HTMLInputElement>("grave-0").checked = true;
    field("grave-0").dispatchEvent(new Event("input", { bubbles: true }));
    type("treatment", "oxygen");
    type("find", "ECG");
    load();
    expect(field<HTMLInputElement>("grave-0").checked).toBe(true);
    expect(field<HTMLSelectElement>("treatment").value).toBe("oxygen");
    expect(field("find").value).toBe("");
  });

  it("is said in words where the field has become something else meanwhile", () => {
    type("note", "Mine");
    load("Written in another tab");
    expect(field("note").value).toBe("Written in another tab");
    expect(kept()).toContain("“Mine”");
    expect(document.querySelector("[role=alert]")).not.toBeNull();
  });

  it("waits for the part of the room it belongs to", () => {
    type("note", "A cough");
    document.body.innerHTML = '<form id="room"><textarea name="said"></textarea></form>';
    htmx("afterSettle");
    load();
    expect(field("note").value).toBe("A cough");
  });
});

describe("a server that does not answer", () => {
  it("is asked again, ever later, until it has it", () => {
    type("note", "A cough");
    htmx("beforeSend");
    htmx("afterRequest", { successful: false, xhr: { status: 0 } });
    expect(kept()).toContain("stays in this tab");
    vi.advanceTimersByTime(2000);
    expect(keeping).toHaveBeenCalledOnce();
    htmx("afterRequest", { successful: false, xhr: { status: 503 } });
    vi.advanceTimersByTime(4000);
    expect(keeping).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(1000);
    expect(keeping).toHaveBeenCalledTimes(2);
    sent();
    vi.advanceTimersByTime(60_000);
    expect(keeping).toHaveBeenCalledTimes(2);
  });

  it("that refuses is not asked over and over", () => {
    type("note", "A cough");
    htmx("beforeSend");
    htmx("afterRequest", { successful: false, xhr: { status: 403 } });
    htmx("afterSettle");
    vi.advanceTimersByTime(60_000);
    expect(keeping).not.toHaveBeenCalled();
    expect(sessionStorage.length).toBe(1);
  });

  it("that asks for sign-in does not take the page, and what was typed stays held", () => {
    type("note", "A cough");
    htmx("beforeSend", {}, "room");
    const xhr = { status: 200, responseURL: "http://localhost/sign-in/?next=/patients/1/" };
    const swap = htmx("beforeSwap", { shouldSwap: true, xhr }, "room");
    htmx("afterRequest", { successful: true, xhr }, "room");
    expect(swap.detail.shouldSwap).toBe(false);
    expect(kept()).toBe("Signed out.");
    load();
    expect(field("note").value).toBe("A cough");
  });
});

it("sends what was pressed, though the focus moves on", () => {
  const form = document.querySelector<HTMLFormElement>("#room")!;
  form.insertAdjacentHTML("beforeend", '<button name="act" value="say">Say</button><button name="act" value="hint">');
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const submitter of form.querySelectorAll("button")) {
    form.dispatchEvent(new SubmitEvent("submit", { submitter, bubbles: true, cancelable: true }));
  }
  expect(new FormData(form).getAll("act")).toEqual(["hint"]);
});

it("sends the token that the cookie holds now", () => {
  document.cookie = "csrftoken=fresh";
  expect(htmx("configRequest", { parameters: {} }, "room").detail.parameters).toEqual({ csrfmiddlewaretoken: "fresh" });
  document.cookie = "csrftoken=; expires=Thu, 01 Jan 1970 00:00:00 GMT";
});

it("on the way to another page the last moment goes to the server", () => {
  const hidden = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(beacon).not.toHaveBeenCalled(); // nothing is held
  type("note", "A cough");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(beacon.mock.calls[0]?.[0]).toBe("/patients/1/unsent/");
  expect(beacon.mock.calls[0]?.[1].get("note")).toBe("A cough");
  hidden.mockRestore();
});
