// The island as a page sees it: events go in at the document, and what the form shows comes out.

import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

const page = `
  <form data-island="answer" action="/practice/answer/" method="post">
    <input type="hidden" name="csrfmiddlewaretoken" value="t-old">
    <input type="hidden" name="client_id" value="c-1">
    <input type="radio" name="option" value="q" data-answer-option>
    <input type="radio" name="option" value="r" data-answer-option>
    <input type="radio" name="confidence" value="sure">
    <textarea name="why"></textarea>
    <p data-answer-status></p>
    <button name="do" value="answer">Answer</button>
    <button name="do" value="skip" formaction="/practice/skip/">Skip</button>
  </form>
  <a href="/">Elsewhere</a>
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

function firstOption(): Element {
  return form().querySelector("input[type=radio]")!;
}

/** Press a key where the focus would be: on the first option, unless said otherwise. */
function press(key: string, target: Element = firstOption(), extra: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...extra });
  target.dispatchEvent(event);
  return event;
}

function chosen(): string {
  return form().querySelector<HTMLInputElement>("input[name=option]:checked")?.value ?? "";
}

function reply(status: number, extra: Partial<Response> = {}): Response {
  const ok = status >= 200 && status < 300;
  return { status, ok, type: "basic", redirected: false, url: "/", ...extra } as Response;
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

  it("do nothing while the focus is outside the form", () => {
    for (const elsewhere of [document.body, document.querySelector("a")!]) {
      for (const key of ["a", "B", "Enter"]) expect(press(key, elsewhere).defaultPrevented).toBe(false);
    }
    expect(chosen()).toBe("");
    expect(fetching).not.toHaveBeenCalled();
  });

  it.each(["[name=confidence]", "[name=do]"])("act on everything in the form: %s", (inside) => {
    press("b", form().querySelector(inside)!);
    expect(chosen()).toBe("r");
    expect(document.activeElement).toBe(form().querySelector("[value=r]"));
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
    press("a", undefined, { [modifier]: true });
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
    fetching.mockResolvedValueOnce(reply(0, { type: "opaqueredirect" }));
    fetching.mockResolvedValueOnce(reply(200, { redirected: true, url: "/robots.txt" }));
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

describe("an ended session", () => {
  const words = "You were signed out";

  async function answerOnce(): Promise<void> {
    press("b");
    form().requestSubmit(button());
    await vi.runAllTimersAsync();
  }

  it.each(["/sign-in/?next=/practice/7/", "http://localhost:3000/sign-in/two-factor/authenticate/"])(
    "keeps the answer and says what to do when the reply ends at %s",
    async (url) => {
      fetching.mockResolvedValue(reply(200, { redirected: true, url }));
      await answerOnce();
      expect(fetching).toHaveBeenCalledOnce();
      expect([going.mock.calls, sending.mock.calls]).toEqual([[], []]);
      expect([chosen(), form().querySelector<HTMLInputElement>("[name=client_id]")!.value]).toEqual(["r", "c-1"]);
      expect(button().disabled).toBe(false);
      expect(status()).toContain(words);
    },
  );

  it("is looked for before leaving for the next page, at a place that costs little", async () => {
    form().dataset.answerNext = "/practice/7/";
    form().dataset.textSignedOut = "Bitte neu anmelden";
    fetching.mockResolvedValueOnce(reply(0, { type: "opaqueredirect" }));
    fetching.mockResolvedValueOnce(reply(200, { url: "/sign-in/?next=/robots.txt" }));
    await answerOnce();
    const [url, init] = fetching.mock.calls[1]!;
    expect([url, init!.method ?? "GET"]).toEqual(["/sign-in/?next=/robots.txt", "GET"]);
    expect(going).not.toHaveBeenCalled();
    expect(status()).toBe("Bitte neu anmelden");
  });

  it("that nobody could ask about leads to another try, not away", async () => {
    form().dataset.answerNext = "/practice/7/";
    fetching.mockResolvedValueOnce(reply(0, { type: "opaqueredirect" }));
    fetching.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    await answerOnce();
    expect(fetching.mock.calls.map(([, init]) => init!.method ?? "GET")).toEqual(["POST", "GET", "POST"]);
  });

  it("costs nothing once signed in again: the same client id goes with the cookie's new token", async () => {
    document.cookie = "other=1";
    document.cookie = "csrftoken=t-1";
    fetching.mockResolvedValueOnce(reply(200, { redirected: true, url: "/sign-in/" }));
    await answerOnce();
    document.cookie = "csrftoken=t-2";
    form().requestSubmit(button());
    await vi.runAllTimersAsync();
    document.cookie = "csrftoken=; max-age=0";
    const sent = fetching.mock.calls.map(([, init]) => {
      const body = init!.body as FormData;
      return ["csrfmiddlewaretoken", "client_id", "option"].map((name) => body.getAll(name).join());
    });
    expect(sent).toEqual([
      ["t-1", "c-1", "r"],
      ["t-2", "c-1", "r"],
    ]);
    expect(form().querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")!.value).toBe("t-2");
    expect(going).toHaveBeenCalledWith("/practice/feedback/");
  });

  it("leaves the page's own token alone where the cookie cannot be read", async () => {
    await answerOnce();
    expect((fetching.mock.calls[0]![1]!.body as FormData).get("csrfmiddlewaretoken")).toBe("t-old");
  });
});

it("lets a page from the browser's memory be used again", async () => {
  form().requestSubmit(button());
  await vi.runAllTimersAsync();
  window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  expect(button().disabled).toBe(false);
  expect(status()).toBe("");
});
