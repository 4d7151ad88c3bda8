/* Says so on the page when a passkey could not be used or made; the library itself only writes to the console. */
document.addEventListener("allauth.error", (event) => {
  const notice = document.querySelector("[data-passkey-notice]");
  if (!notice) return;
  event.preventDefault();
  notice.hidden = false;
});
