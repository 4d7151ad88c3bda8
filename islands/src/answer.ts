// The answer island: keys choose and submit, one submission at a time, and a lost network loses no answer.
//
// It finds every <form data-island="answer">, also those that arrive later, by listening on the document. Its keys
// act only while the focus is inside the form, so that a letter spoken or struck elsewhere on the page does nothing.
// The form works without it. What it reads from the page:
//   input[data-answer-option]      the options in display order (without any: radio buttons called "option")
//   input[name="client_id"]        made by the server; a retry carries the same one, so nothing counts twice
//   [data-answer-status]           where it says what is happening (made when missing)
//   data-answer-next="URL"         on the form: where to go once accepted (without it: where the server redirects)
//   input[name="csrfmiddlewaretoken"]   brought up to date from its cookie before each try
//   data-text-sending, -retry, -refused, -signed-out   on the form: the translated words

import { deliver } from "./answer/delivery";
import { onKey } from "./answer/keyboard";
import { release, take } from "./answer/form";

const selector = 'form[data-island="answer"]';

document.addEventListener("keydown", (event) => {
  const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>(selector) : null;
  if (form) onKey(event, form);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches(selector) || event.defaultPrevented) return;
  // A button with an address of its own (skip, choose another) is not an answer.
  if (event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  const answer = take(form, event.submitter);
  if (answer) void deliver(form, answer);
});

// A page that comes back from the browser's memory is shown as it was left: let it be used again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll<HTMLFormElement>(selector)) release(form);
});
