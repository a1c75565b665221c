/* Kit: the few things a page cannot do without script. Loaded in the head so that theme and size stand before the
   first paint. Every control is a button with data-do; without script the controls are not shown (.needs-js). */
(function () {
  "use strict";
  var root = document.documentElement;
  var live = function (text) {
    var region = document.getElementById("kit-live");
    if (region) { region.textContent = ""; setTimeout(function () { region.textContent = text; }, 50); }
  };
  var kept = {
    get: function (key) { try { return localStorage.getItem("kit." + key); } catch (e) { return null; } },
    set: function (key, value) {
      try { if (value) { localStorage.setItem("kit." + key, value); } else { localStorage.removeItem("kit." + key); } } catch (e) { /* private window: for this page only */ }
    }
  };
  root.classList.add("js");
  if (/^(light|dark)$/.test(kept.get("theme") || "")) { root.dataset.theme = kept.get("theme"); }
  if (kept.get("size") === "large") { root.dataset.size = "large"; }

  var dark = function () {
    return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme:dark)").matches;
  };
  var press = function () {
    document.querySelectorAll("[data-do=size]").forEach(function (b) { b.setAttribute("aria-pressed", root.dataset.size === "large"); });
    document.querySelectorAll("[data-do=theme]").forEach(function (b) { b.setAttribute("aria-pressed", dark()); });
  };
  var told = function (button, text) { /* the button says what happened, then is itself again */
    var span = button.querySelector("span") || button, before = span.textContent;
    if (!text || button.dataset.busy) { return; }
    button.dataset.busy = "1"; span.textContent = text; live(text);
    setTimeout(function () { span.textContent = before; delete button.dataset.busy; }, 2500);
  };
  var oldCopy = function (text) { /* plain http in a village has no clipboard API */
    var area = document.createElement("textarea");
    area.value = text; area.setAttribute("readonly", ""); area.className = "vh";
    document.body.appendChild(area); area.select();
    var done = document.execCommand("copy"); area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy"));
  };
  var copy = function (button, text) {
    (navigator.clipboard ? navigator.clipboard.writeText(text).catch(function () { return oldCopy(text); }) : oldCopy(text))
      .then(function () { told(button, button.dataset.done); }, function () { told(button, button.dataset.failed); });
  };

  var voice = window.speechSynthesis, reading = null;
  var mark = function (button, on) {
    var span = button.querySelector("span");
    button.setAttribute("aria-pressed", on);
    if (span && button.dataset.stop) {
      if (!button.dataset.start) { button.dataset.start = span.textContent; }
      span.textContent = on ? button.dataset.stop : button.dataset.start;
    }
  };
  var hush = function () { if (voice) { voice.cancel(); } if (reading) { mark(reading, false); reading = null; } };
  var read = function (button) {
    var same = reading === button;
    hush();
    if (same) { return; }
    var from = document.querySelector(button.dataset.from || "main");
    /* sentence by sentence: some voices stop after fifteen seconds */
    var parts = from.innerText.match(/[^。！？!?\n]+[。！？!?]?/g) || [];
    var queue = parts.filter(function (part) { return part.trim(); });
    reading = button; mark(button, true);
    var next = function () {
      if (reading !== button) { return; }
      if (!queue.length) { hush(); return; }
      var line = new SpeechSynthesisUtterance(queue.shift());
      line.lang = from.closest("[lang]").lang.replace(/^zh.*/, "zh-CN"); line.rate = 0.9;
      line.onend = next; line.onerror = function () { if (reading === button) { hush(); } };
      voice.speak(line);
    };
    next();
  };

  var acts = {
    size: function () {
      if (root.dataset.size === "large") { delete root.dataset.size; } else { root.dataset.size = "large"; }
      kept.set("size", root.dataset.size); press();
    },
    theme: function () { root.dataset.theme = dark() ? "light" : "dark"; kept.set("theme", root.dataset.theme); press(); },
    copy: function (button) {
      var from = button.dataset.from && document.querySelector(button.dataset.from);
      copy(button, from ? (from.value === undefined ? from.innerText : from.value) : (button.dataset.copy || location.href));
    },
    share: function (button) {
      var url = new URL(button.dataset.url || location.href, location.href).href;
      if (navigator.share) {
        navigator.share({ title: button.dataset.title || document.title, url: url }).catch(function () { /* closed again: nothing to say */ });
      } else { copy(button, url); }
    },
    read: read,
    print: function () { print(); }
  };
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button[data-do]");
    if (button && acts[button.dataset.do]) { acts[button.dataset.do](button); }
    document.querySelectorAll("details.me[open]").forEach(function (menu) { if (!menu.contains(event.target)) { menu.open = false; } });
  });
  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && document.querySelector("details.me[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  document.addEventListener("DOMContentLoaded", function () {
    press();
    /* a row of tabs wider than its place: where one is stands in sight */
    document.querySelectorAll(".nav [aria-current], .bar [aria-current], .tabset [aria-current], .chips [aria-current]").forEach(function (tab) {
      var row = tab.closest("ul, .chips");
      if (row && row.scrollWidth > row.clientWidth) { row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - tab.offsetWidth) / 2; }
    });
    if (!voice) { document.querySelectorAll("[data-do=read]").forEach(function (b) { b.hidden = true; }); }
    var faults = document.querySelector(".faults"); /* a refused form: the list of faults is read first */
    if (faults) { faults.focus(); }
  });
  /* a form sent twice is the commonest slip on a slow line */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    var half = [].find.call(form.elements, function (field) { return field.validity && field.validity.badInput; });
    if (half) { event.preventDefault(); half.reportValidity(); return; } /* half a date, 30 February: it would be sent as nothing */
    if (form.method !== "post" || form.dataset.twice === "yes") { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(function () { delete form.dataset.sent; }, 8000);
  });
  /* what stands in a form outlives a change of the language: the page comes anew, and a refused one comes empty */
  var typed = function () {
    return [].filter.call(document.querySelectorAll("main form"), function (form) { return form.method === "post"; }).map(function (form) {
      return [].filter.call(form.elements, function (field) { return field.name && !/^(hidden|password|file|submit|button|fieldset)$/.test(field.type); });
    });
  };
  var several = function (field) { return /^(checkbox|radio)$/.test(field.type); };
  document.addEventListener("click", function (event) {
    if (!event.target.closest || !event.target.closest("[data-kit-language]")) { return; }
    var forms = typed().map(function (fields) {
      return fields.map(function (field) { return [field.name, field.value, field.checked || false]; });
    });
    try { sessionStorage.setItem("kit.typed", JSON.stringify({ at: location.pathname + location.search, forms: forms })); } catch (e) { /* too long, or a private window */ }
  });
  document.addEventListener("DOMContentLoaded", function () {
    var kept = null;
    try { kept = JSON.parse(sessionStorage.getItem("kit.typed")); sessionStorage.removeItem("kit.typed"); } catch (e) { /* a private window */ }
    if (!kept || kept.at !== location.pathname + location.search) { return; }
    typed().forEach(function (fields, place) {
      (kept.forms[place] || []).forEach(function (was) {
        fields.forEach(function (field) {
          if (field.name !== was[0]) { return; }
          if (!several(field)) { field.value = was[1]; } else if (field.value === was[1]) { field.checked = was[2]; }
        });
      });
    });
  });
  window.addEventListener("pagehide", hush);
  window.addEventListener("pageshow", function () { document.querySelectorAll("form[data-sent]").forEach(function (f) { delete f.dataset.sent; }); });
})();
