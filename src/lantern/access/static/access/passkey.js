// A passkey that is not used, for whatever reason, says so where the eyes and the screen reader are; without this the
// package's script writes to the console and the page stays silent.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const trouble = document.getElementById("passkey-trouble");
  trouble.hidden = false;
  trouble.focus();
});
