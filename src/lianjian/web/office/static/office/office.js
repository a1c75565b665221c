/* Places, parties, people: the browser's own list, filled while typing. Without this script the form asks once more. */
(function () {
  "use strict";

  document.addEventListener("input", function (event) {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || !field.matches("[data-office-places], [data-office-suggest]")) return;
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
    const address = field.dataset.officeSuggest || field.closest("form").dataset.officePlacesUrl;
    const answer = await fetch(address + "?q=" + encodeURIComponent(text), { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const found = await answer.json();
    const lines = found.lines || found.places.map(function (line) { return { value: line, label: "" }; });
    list.replaceChildren(...lines.map(function (line) {
      const option = document.createElement("option");
      option.value = line.value;
      if (line.label) option.label = line.label;
      return option;
    }));
  }
})();
