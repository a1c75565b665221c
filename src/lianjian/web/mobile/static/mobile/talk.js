/* What one's party says about a clause: each form is kept as it is typed, and goes once by sending.js. */
(function () {
  "use strict";
  var forms = document.querySelectorAll("form[data-keep]");
  if (!forms.length || !window.indexedDB) { return; }
  var here = location.pathname;
  var typed = function (form) { /* what a person fills in; what the page puts in is always the page's own */
    return Array.prototype.filter.call(form.elements, function (one) { return one.name && one.type !== "hidden" && one.type !== "submit"; });
  };
  var values = function (form) {
    var found = {};
    new FormData(form).forEach(function (value, name) {
      if (name !== "csrfmiddlewaretoken" && name !== "client_key") { found[name] = value; }
    });
    return found;
  };
  var changed = function (form) {
    return typed(form).some(function (one) {
      if (one.type === "radio") { return one.checked !== one.defaultChecked; }
      if (one.options) { return Array.prototype.some.call(one.options, function (each) { return each.selected !== each.defaultSelected && one.selectedIndex > 0; }); }
      return one.value !== one.defaultValue;
    });
  };
  var errors = function (form, found) {
    form.querySelectorAll(".js-err").forEach(function (node) { node.remove(); });
    Object.keys(found || {}).forEach(function (name) {
      var control = Array.prototype.filter.call(typed(form), function (one) { return one.name === name; })[0];
      found[name].forEach(function (text) {
        var line = document.createElement("p");
        line.className = "err js-err"; line.setAttribute("role", "alert"); line.textContent = text;
        if (control) { control.closest(".field,fieldset,div").insertBefore(line, control.type === "radio" ? null : control); } else { form.insertBefore(line, form.firstChild); }
      });
    });
    if (found && Object.keys(found).length && form.closest("details")) { form.closest("details").open = true; }
  };

  var keep = function (form, account, mine) {
    var slot = form.dataset.keep, saving = Promise.resolve(), timer = 0;
    var faulty = form.querySelector(".err") !== null; /* a refused plain form: what the server sent back stands */
    var blank = function () { return { key: phone.newKey(), account: account, kind: "talk", slot: slot, state: "draft", url: here, page: here, label: form.dataset.label, fields: {}, photos: [] }; };
    var entry = mine.filter(function (one) { return one.slot === slot && one.page === here && one.state !== "waiting"; })[0] || blank();
    phone.open[entry.key] = true;
    if (!faulty && Object.keys(entry.fields).length) {
      typed(form).forEach(function (one) {
        if (entry.fields[one.name] === undefined) { return; }
        if (one.type === "radio") { one.checked = one.value === entry.fields[one.name]; } else { one.value = entry.fields[one.name]; }
      });
      errors(form, entry.errors);
      if (form.closest("details") && changed(form)) { form.closest("details").open = true; }
    }
    entry.state = "draft"; form.elements.client_key.value = entry.key; /* the plain way, should it come to that, is the same sending */
    var save = function () {
      clearTimeout(timer);
      var now = entry;
      saving = saving.then(function () {
        if (now.state === "waiting") { return null; }
        now.fields = values(form); now.at = new Date().toISOString();
        return changed(form) ? phone.put(now) : phone.remove(now.key);
      });
      return saving;
    };
    form.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(save, 250); });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var sending = entry, button = form.querySelector("[type=submit]");
      button.disabled = true; clearTimeout(timer); phone.sendingByHand = true;
      saving.then(function () {
        sending.fields = values(form); sending.at = new Date().toISOString(); sending.state = "waiting"; sending.errors = {};
        return phone.put(sending);
      }).then(phone.flush).then(function (answers) {
        var said = answers.filter(function (one) { return one.key === sending.key; })[0];
        button.disabled = false; phone.sendingByHand = false;
        if (said && said.done) { if (form.dataset.words) { phone.sayNext(form.dataset.words); } location.assign(said.page); return null; }
        if (said && said.errors) { sending.state = "draft"; errors(form, said.errors); return phone.show(); }
        delete phone.open[sending.key]; entry = blank(); phone.open[entry.key] = true; form.reset(); form.elements.client_key.value = entry.key; errors(form, {});
        return phone.show(true).then(function () { window.scrollTo(0, 0); });
      }).catch(function () { button.disabled = false; form.submit(); /* no store here: the plain way */ });
    });
    window.addEventListener("pagehide", save);
    form.dataset.ready = "yes";
  };

  phone.account().then(function (account) {
    if (!account) { return null; }
    return phone.all(account).then(function (mine) {
      Array.prototype.forEach.call(forms, function (form) { keep(form, account, mine); });
      return phone.show();
    });
  }).catch(function () { /* no store in this browser: the plain forms work */ });
})();
