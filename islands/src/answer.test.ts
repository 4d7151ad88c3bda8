// The island as a page sees it: events go in at the document, and what the form shows comes out.

import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

const page = `
  <form data-island="answer" action="/practice/answer/" method="post">
    <input type="hidden" name="client_id" value="c-1">
    <input type="radio" name="option" value="q" data-answer-option>
    <input type="radio" name="option" value="r" data-answer-option>
    <input type="radio" name="confidence" value="sure">
    <textarea name="why"></textarea>
    <p data-answer-status></p>
    <button name="do" value="answer">Answer</button>
    <button name="do" value="skip" formaction="/practice/skip/">Skip</button>
  </form>
  <input type="search">`;

const fetching = vi.fn<typeof fetch>();
const going = vi.fn<(url: string) => void>();
const sending = vi.fn<() => void>();

function form(): HTMLFormElement {
  return document.querySelector("form")!;
}

function button(): HTMLButtonElement {
  return form().querySelector("button")!;
}

function status(): string {
  return form().querySelector("[data-answer-status]")!.textContent ?? "";
}

function press(key: string, target: Element = document.body, extra: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...extra });
  target.dispatchEvent(event);
  return event;
}

function chosen(): string {
  return form().querySelector<HTMLInputElement>("input[name=option]:checked")?.value ?? "";
}

function reply(status: number, extra: Partial<Response> = {}): Response {
  return { status, type: "basic", redirected: false, url: "/", ...extra } as Response;
}

beforeAll(async () => {
  await import("./answer");
});

beforeEach(() => {
  document.body.innerHTML = page;
  vi.useFakeTimers();
  vi.stubGlobal("fetch", fetching);
  vi.stubGlobal("location", { assign: going });
  HTMLFormElement.prototype.submit = sending;
  for (const double of [fetching, going, sending]) double.mockReset();
  fetching.mockResolvedValue(reply(200, { redirected: true, url: "/practice/feedback/" }));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("keys", () => {
  it("choose the option of their letter, in either case", () => {
    press("b");
    expect(chosen()).toBe("r");
    press("A");
    expect(chosen()).toBe("q");
  });

  it("leave other groups of buttons alone when there are fewer options than letters", () => {
    press("c");
    expect(chosen()).toBe("");
    expect(form().querySelector<HTMLInputElement>("[name=confidence]")!.checked).toBe(false);
  });

  it("are left alone while someone types", () => {
    for (const field of ["textarea", "input[type=search]"]) press("a", document.querySelector(field)!);
    expect(chosen()).toBe("");
    press("Enter", form().querySelector("textarea")!);
    expect(fetching).not.toHaveBeenCalled();
  });

  it.each(["ctrlKey", "altKey", "metaKey", "shiftKey"])("are left alone with %s", (modifier) => {
    press("a", document.body, { [modifier]: true });
    expect(chosen()).toBe("");
  });

  it("fall back on radio buttons called option", () => {
    for (const input of form().querySelectorAll("[data-answer-option]")) input.removeAttribute("data-answer-option");
    press("b");
    expect(chosen()).toBe("r");
  });

  it("submit with Enter, but not from a button, which has a meaning of its own", () => {
    expect(press("Enter", button()).defaultPrevented).toBe(false);
    expect(fetching).not.toHaveBeenCalled();
    press("Enter");
    expect(fetching).toHaveBeenCalledOnce();
  });
});

describe("a submission", () => {
  it("sends the form with its client id and the pressed button, then follows the redirect", async () => {
    press("a");
    form().requestSubmit(button());
    await vi.runAllTimersAsync();
    const [url, init] = fetching.mock.calls[0]!;
    expect(String(url)).toContain("/practice/answer/");
    const body = init!.body as FormData;
    expect([body.get("client_id"), body.get("option"), body.get("do")]).toEqual(["c-1", "q", "answer"]);
    expect(going).toHaveBeenCalledWith("/practice/feedback/");
  });

  it("happens once, however often it is asked for", async () => {
    form().requestSubmit(button());
    press("Enter");
    form().dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    expect(button().disabled).toBe(true);
    expect(status()).toContain("Sending");
    await vi.runAllTimersAsync();
    expect(fetching).toHaveBeenCalledOnce();
  });

  it("does not follow the redirect itself when the page names the next one", async () => {
    form().dataset.answerNext = "/practice/7/";
    fetching.mockResolvedValue(reply(0, { type: "opaqueredirect" }));
    form().requestSubmit(button());
    await vi.runAllTimersAsync();
    expect(fetching.mock.calls[0]![1]!.redirect).toBe("manual");
    expect(going).toHaveBeenCalledWith("/practice/7/");
  });

  it.each([200, 403, 409, 500])("lets the browser show a page with status %i, button and all", async (code) => {
    fetching.mockResolvedValue(reply(code));
    form().requestSubmit(button());
    await vi.runAllTimersAsync();
    expect(sending).toHaveBeenCalledOnce();
    expect(form().querySelector<HTMLInputElement>("input[type=hidden][name=do]")!.value).toBe("answer");
  });

  it("leaves a button with its own address to the browser", () => {
    const event = new SubmitEvent("submit", {
      bubbles: true,
      cancelable: true,
      submitter: form().querySelector<HTMLElement>("[formaction]"),
    });
    form().dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
    expect(fetching).not.toHaveBeenCalled();
  });
});

describe("a lost network", () => {
  it("keeps the answer, says so, and tries again with the same client id", async () => {
    fetching.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    press("b");
    form().requestSubmit(button());
    await vi.advanceTimersByTimeAsync(0);
    expect(status()).toContain("trying again in 1 s");
    expect(chosen()).toBe("r");
    await vi.runAllTimersAsync();
    const ids = fetching.mock.calls.map(([, init]) => (init!.body as FormData).get("client_id"));
    expect(ids).toEqual(["c-1", "c-1"]);
    expect(going).toHaveBeenCalledOnce();
  });

  it("waits longer each time, then gives the button back with the answer still there", async () => {
    fetching.mockResolvedValue(reply(503));
    press("a");
    form().requestSubmit(button());
    await vi.runAllTimersAsync();
    expect(fetching).toHaveBeenCalledTimes(6);
    expect(button().disabled).toBe(false);
    expect([chosen(), form().querySelector<HTMLInputElement>("[name=client_id]")!.value]).toEqual(["q", "c-1"]);
    expect(status()).toContain("It is kept");
    fetching.mockResolvedValue(reply(200, { redirected: true, url: "/done/" }));
    form().requestSubmit(button());
    await vi.runAllTimersAsync();
    expect(going).toHaveBeenCalledWith("/done/");
  });

  it("tries at once when the browser hears that the network is back", async () => {
    fetching.mockRejectedValue(new TypeError("Failed to fetch"));
    form().requestSubmit(button());
    await vi.advanceTimersByTimeAsync(3_000);
    const before = fetching.mock.calls.length;
    window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(0);
    expect(fetching.mock.calls.length).toBe(before + 1);
  });

  it("speaks the page's language", async () => {
    form().dataset.textRetry = "Bitte warten: {seconds} s";
    fetching.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    form().requestSubmit(button());
    await vi.advanceTimersByTimeAsync(0);
    expect(status()).toBe("Bitte warten: 1 s");
    expect(form().querySelector("[data-answer-status]")!.getAttribute("role")).toBe("status");
  });
});

it("lets a page from the browser's memory be used again", async () => {
  form().requestSubmit(button());
  await vi.runAllTimersAsync();
  window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  expect(button().disabled).toBe(false);
  expect(status()).toBe("");
});
