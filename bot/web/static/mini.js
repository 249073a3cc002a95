// What Telegram signed stands behind the # of the address. It goes into the form, and nowhere else.
const signed = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");
if (signed) {
  document.getElementById("init").value = signed;
  document.getElementById("open").hidden = false;
  document.getElementById("outside").hidden = true;
  history.replaceState(null, "", location.pathname);
}
