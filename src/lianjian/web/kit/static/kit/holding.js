/* A form with words in it does not leave its page before the line is up: without one the browser would show a page of its
   own, and what was typed and the photographs chosen would be gone. Asks the hub first, then sends as any form is sent. */
(function () {
  "use strict";
  var words = document.getElementById("holding"), LONGEST = 8000; /* milliseconds; after that it is no line worth sending on */
  if (!words || !window.fetch || !window.AbortController || !HTMLFormElement.prototype.requestSubmit) { return; }
  words = words.dataset;
  var say = function (form, text) {
    var line = form.querySelector(".held"), acts = form.querySelector(".acts");
    if (!line) {
      line = document.createElement("p");
      line.className = "msg warning held"; line.setAttribute("role", "status");
      if (acts) { acts.parentNode.insertBefore(line, acts); } else { form.appendChild(line); }
    }
    line.textContent = text; line.hidden = !text;
  };
  var up = function () {
    if (!navigator.onLine) { return Promise.resolve(false); }
    var stop = new AbortController(), timer = setTimeout(function () { stop.abort(); }, LONGEST);
    return fetch(words.ask, { cache: "no-store", credentials: "omit", signal: stop.signal }).then(function (answer) {
      clearTimeout(timer);
      return answer.ok;
    }, function () { clearTimeout(timer); return false; });
  };
  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter || undefined;
    if (event.defaultPrevented || form.method !== "post" || form.dataset.line === "up" || !form.closest("main")) { return; }
    if (!form.querySelector("textarea, input:not([type=hidden]):not([type=checkbox]):not([type=radio])")) { return; }
    event.preventDefault();
    var waiting = setTimeout(function () { say(form, words.asking); }, 1500);
    up().then(function (there) {
      clearTimeout(waiting); delete form.dataset.sent; /* the guard of kit.js against sending twice */
      if (!there) { say(form, words.away); return; }
      say(form, ""); form.dataset.line = "up";
      setTimeout(function () { delete form.dataset.line; }, 8000);
      form.requestSubmit(button);
    });
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-line]").forEach(function (form) { delete form.dataset.line; });
  });
})();
