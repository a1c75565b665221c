/* Find as you type: fills the field's own list of places. Without script the form offers them after sending. */
(function () {
  "use strict";
  var field = document.querySelector("[data-places]"), list = field && document.getElementById(field.getAttribute("list")), clock, asked = "";
  if (!list) { return; }
  field.addEventListener("input", function () {
    clearTimeout(clock);
    clock = setTimeout(function () {
      var typed = field.value.trim();
      if (!typed || typed === asked) { return; }
      asked = typed;
      fetch(field.dataset.places + "?q=" + encodeURIComponent(typed), { credentials: "omit" })
        .then(function (answer) { return answer.ok ? answer.json() : { places: [] }; })
        .then(function (found) {
          if (typed !== asked) { return; }
          list.replaceChildren.apply(list, found.places.map(function (path) {
            var option = document.createElement("option");
            option.value = path;
            return option;
          }));
        })
        .catch(function () { /* no line: what is typed is looked up when the form is sent */ });
    }, 250);
  });
})();
