/* Places: the browser's own list, filled while typing. Without this script the form asks once more. */
(function () {
  "use strict";

  document.addEventListener("input", function (event) {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || !field.hasAttribute("data-office-places")) return;
    window.clearTimeout(field.officeTimer);
    field.officeTimer = window.setTimeout(function () { suggest(field); }, 250);
  });

  async function suggest(field) {
    const text = field.value.trim();
    if (text.length < 2) return;
    let list = document.getElementById(field.id + "-places");
    if (!list) {
      list = document.createElement("datalist");
      list.id = field.id + "-places";
      field.after(list);
      field.setAttribute("list", list.id);
    }
    const address = field.dataset.officePlaces || field.closest("form").dataset.officePlacesUrl;
    const answer = await fetch(address + "?q=" + encodeURIComponent(text), { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const found = await answer.json();
    list.replaceChildren(...found.places.map(function (line) {
      const option = document.createElement("option");
      option.value = line;
      return option;
    }));
  }
})();
