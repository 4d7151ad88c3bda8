// Getting one answer to the server: the same client id on every try, longer waits between them, nothing lost.

import { release, tell } from "./form";

const waits = [1, 2, 4, 8, 15, 30];
const longestTry = 20_000;
const comeBack = new Set([408, 425, 429, 502, 503, 504]);

export async function deliver(form: HTMLFormElement, answer: FormData): Promise<void> {
  for (const wait of waits) {
    const reply = await attempt(form, answer);
    if (reply && !comeBack.has(reply.status)) {
      follow(form, reply);
      return;
    }
    tell(form, "retry", { seconds: wait });
    await pause(wait);
    tell(form, "sending");
  }
  release(form);
  tell(form, "refused");
}

/** One try; nothing when the network did not answer. */
async function attempt(form: HTMLFormElement, answer: FormData): Promise<Response | undefined> {
  // With the next page known, the redirect is not followed here, so that page is fetched once and not twice.
  const redirect = form.dataset.answerNext ? "manual" : "follow";
  try {
    return await fetch(form.action, {
      method: "POST",
      body: answer,
      redirect,
      credentials: "same-origin",
      signal: AbortSignal.timeout(longestTry),
    });
  } catch {
    return undefined;
  }
}

/** Show what the server said. */
function follow(form: HTMLFormElement, reply: Response): void {
  const next = form.dataset.answerNext;
  if (reply.type === "opaqueredirect" && next) location.assign(next);
  else if (reply.redirected) location.assign(reply.url);
  // A page instead of a redirect is a message about this form (a refusal, an expired sign-in). Its scripts carry
  // another nonce than this page's, so the browser itself must load it: the form is sent the ordinary way, and the
  // client id makes that second sending count for nothing.
  else HTMLFormElement.prototype.submit.call(form);
}

/** Wait, or less when the browser hears that the network is back. */
function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, seconds * 1000);
    addEventListener("online", done);
  });
}
