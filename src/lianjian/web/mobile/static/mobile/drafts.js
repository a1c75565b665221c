/* What is typed into a plain form is kept on this phone until the hub says that it took it: a call, an empty battery, a line
   that breaks between sending and answer lose nothing. The form comes back with its own key, so it counts once. Entries
   and notes of gatherings are kept by their own scripts, with their photographs. */
(function () {
  "use strict";
  var words = document.getElementById("drafts"), OWN = ["entry", "note", "door-code", "door-walk-in"], LONGEST = 14 * 86400000;
  if (!words || !window.indexedDB || !window.phone) { return; }
  words = words.dataset;
  var TYPED = "textarea, input[type=text], input[type=email], input[type=tel], input[type=url], input[type=number], input[type=date], input[type=time], input[type=datetime-local]";
  var typed = function (form) { return Array.prototype.slice.call(form.querySelectorAll(TYPED)); };
  var forms = Array.prototype.slice.call(document.querySelectorAll("main form[method=post]")).filter(function (form) {
    return OWN.indexOf(form.id) < 0 && typed(form).length;
  });
  var nameOf = function (account, form) {
    var address = new URL(form.action, location.href);
    return "draft:" + account + ":" + address.pathname + address.search + "#" + typed(form).map(function (one) { return one.id || one.name; }).join(",");
  };
  var kept = function (form) {
    return Array.prototype.filter.call(form.elements, function (one) {
      return one.name && one.name !== "csrfmiddlewaretoken" && one.name !== "kept_key" && !/^(file|password|submit|button|reset)$/.test(one.type)
        && (one.type !== "hidden" || one.name === "client_key");
    });
  };
  var begun = function (form) { return typed(form).some(function (one) { return one.value.trim() && one.value !== one.defaultValue; }); };
  var valuesOf = function (form) {
    return kept(form).map(function (one) { return [one.name, one.value, /^(checkbox|radio)$/.test(one.type) ? one.checked : null]; });
  };
  var fill = function (form, values) {
    var seen = {};
    values.forEach(function (row) {
      var at = seen[row[0]] || 0, found = kept(form).filter(function (one) { return one.name === row[0]; });
      if (row[2] !== null) {
        found.forEach(function (one) { if (one.value === row[1]) { one.checked = row[2]; } });
      } else if (found[at]) { found[at].value = row[1]; seen[row[0]] = at + 1; }
    });
  };
  var keyOf = function (form) { /* told back by the hub with its answer: a draft it took is thrown away */
    var field = form.elements.kept_key;
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden"; field.name = "kept_key"; field.value = phone.newKey(); form.appendChild(field);
    }
    return field;
  };
  var tell = function (form, name) {
    var line = document.createElement("p"), text = document.createElement("span"), away = document.createElement("button");
    line.className = "msg kept-draft"; line.setAttribute("role", "status"); text.textContent = words.back + " ";
    away.type = "button"; away.className = "bare"; away.textContent = words.away;
    away.addEventListener("click", function () {
      var held = keyOf(form);
      phone.forget(name).then(function () { held.remove(); form.reset(); line.remove(); });
    });
    text.appendChild(away); line.appendChild(text); form.insertBefore(line, form.firstChild);
    for (var fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) { fold.open = true; }
  };
  var watch = function (account, form) {
    var name = nameOf(account, form), timer = 0;
    var before = form.previousElementSibling, refused = form.querySelector(".err") || (before && before.classList.contains("faults"));
    var save = function () {
      clearTimeout(timer);
      return begun(form) || refused ? phone.keep(name, { key: keyOf(form).value, at: Date.now(), values: valuesOf(form) }) : phone.forget(name);
    };
    form.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(save, 250); });
    form.addEventListener("change", save);
    form.addEventListener("submit", save);
    window.addEventListener("pagehide", function () { if (timer) { save(); } });
    if (refused) { return save(); } /* what the hub sent back stands */
    return phone.kept(name).then(function (draft) {
      if (!draft) { return null; }
      if (Date.now() - draft.at > LONGEST) { return phone.forget(name); }
      fill(form, draft.values); keyOf(form).value = draft.key; tell(form, name);
      return null;
    });
  };
  var taken = function () { return (document.cookie.match(/(?:^|; )taken=([0-9a-f]{32})/) || [])[1]; };
  var took = function (account) {
    var key = taken();
    if (!key) { return Promise.resolve(); }
    return phone.drafts(account).then(function (all) {
      return Promise.all(all.filter(function (one) { return one.value.key === key; }).map(function (one) { return phone.forget(one.name); }));
    }).then(function () { /* only now: a page that is left in between leaves the word for the next one */
      if (taken() === key) { document.cookie = "taken=; path=/m/; max-age=0; samesite=lax"; }
    });
  };
  phone.account().then(function (account) {
    if (!account) { return null; }
    return took(account).then(function () { return Promise.all(forms.map(function (form) { return watch(account, form); })); }).then(function () {
      document.documentElement.dataset.drafts = "ready";
    });
  }).catch(function () { /* no store in this browser: the forms work as forms do */ });
})();
