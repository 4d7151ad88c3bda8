// Getting one answer to the server: the same client id on every try, longer waits between them, nothing lost.

import { release, tell } from "./form";

const waits = [1, 2, 4, 8, 15, 30];
const longestTry = 20_000;
const comeBack = new Set([408, 425, 429, 502, 503, 504]);
const signIn = "/sign-in/";
// Whoever is signed in is sent on from here, to a file that costs the server nothing; everybody else stays.
const door = `${signIn}?next=/robots.txt`;

export async function deliver(form: HTMLFormElement, answer: FormData): Promise<void> {
  for (const wait of waits) {
    renewToken(form, answer);
    const reply = await attempt(form, answer);
    if (reply === "signedOut") {
      release(form);
      tell(form, "signedOut");
      return;
    }
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

/** Signing in, perhaps in another tab, changes the token: send the one that the cookie holds now. */
function renewToken(form: HTMLFormElement, answer: FormData): void {
  const field = form.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]');
  const fresh = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (!field || !fresh) return;
  // In the form, too, for when the browser sends it the ordinary way.
  field.value = fresh;
  answer.set(field.name, fresh);
}

/** One try; nothing when the network did not answer. */
async function attempt(form: HTMLFormElement, answer: FormData): Promise<Response | "signedOut" | undefined> {
  // With the next page known, the redirect is not followed here, so that page is fetched once and not twice.
  const redirect = form.dataset.answerNext ? "manual" : "follow";
  try {
    const reply = await ask(form.action, { method: "POST", body: answer, redirect });
    // A redirect that was not followed does not say where it leads. Leaving now would lose the answer of somebody
    // whose session has ended, so ask first; should that fail, the next try counts for nothing and asks again.
    const end = reply.type === "opaqueredirect" ? await ask(door) : reply;
    return isSignIn(end) ? "signedOut" : reply;
  } catch {
    return undefined;
  }
}

function ask(url: string, how: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...how, credentials: "same-origin", signal: AbortSignal.timeout(longestTry) });
}

/** Whether the way ended at sign-in, or half-way through it. */
function isSignIn(reply: Response): boolean {
  return reply.ok && new URL(reply.url, document.baseURI).pathname.startsWith(signIn);
}

/** Show what the server said. */
function follow(form: HTMLFormElement, reply: Response): void {
  const next = form.dataset.answerNext;
  if (reply.type === "opaqueredirect" && next) location.assign(next);
  else if (reply.redirected) location.assign(reply.url);
  // A page instead of a redirect is a message about this form (a refusal, a fault). Its scripts carry
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
