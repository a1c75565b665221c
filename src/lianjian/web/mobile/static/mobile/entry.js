/* The form of an entry: kept as it is typed, with its photographs, sent by sending.js. */
(function () {
  "use strict";
  var form = document.getElementById("entry");
  if (!form || !window.indexedDB) { return; }
  var NAMES = ["text", "about", "deed", "value", "work_area", "quantity", "unit", "wanted_by", "happened_on", "organisation"];
  var entry = null, slot = form.about.value, shots = document.getElementById("shots");
  var asked = new URLSearchParams(location.search).get("entry");
  var faulty = form.querySelector(".err") !== null; /* a refused plain form: what the server sent back stands */

  var fields = function () {
    var found = {};
    NAMES.forEach(function (name) { if (form.elements[name]) { found[name] = form.elements[name].value; } });
    return found;
  };
  var fill = function (values) {
    NAMES.forEach(function (name) {
      var control = form.elements[name];
      if (!control || values[name] === undefined) { return; }
      if (name === "about" && values[name] && !form.querySelector("#id_about option[value='" + CSS.escape(values[name]) + "']")) {
        control.add(new Option(values.aboutName || values[name], values[name]));
      }
      control.value = values[name];
    });
  };
  var errors = function (found) {
    form.querySelectorAll(".js-err").forEach(function (node) { node.remove(); });
    Object.keys(found || {}).forEach(function (name) {
      var control = document.getElementById("id_" + name), place = form.querySelector("[data-errors=" + name + "]");
      found[name].forEach(function (text) {
        var line = document.createElement("p");
        line.className = "err js-err"; line.setAttribute("role", "alert"); line.textContent = text;
        if (place) { place.appendChild(line); } else if (control) {
          control.closest("details").open = true; control.parentNode.insertBefore(line, control);
        } else { form.insertBefore(line, form.firstChild); }
      });
    });
    form.querySelector(".entry").classList.toggle("bad", Boolean(found && (found.text || found.photos)));
  };

  var saving = Promise.resolve(), timer = 0;
  var save = function () {
    clearTimeout(timer);
    var now = entry;
    saving = saving.then(function () {
      if (!now || now.state === "waiting") { return null; }
      now.fields = fields(); now.at = new Date().toISOString();
      var chosen = form.about.selectedOptions[0];
      now.fields.aboutName = chosen ? chosen.text : "";
      return now.fields.text || now.photos.length ? phone.put(now) : phone.remove(now.key);
    }).catch(function () { errors({ text: [form.dataset.notKept] }); });
    return saving;
  };
  var saveSoon = function () { clearTimeout(timer); timer = setTimeout(save, 250); };

  var draw = function () {
    shots.textContent = ""; shots.hidden = !entry.photos.length;
    entry.photos.forEach(function (photo, place) {
      var item = document.createElement("li"), image = new Image(), away = document.createElement("button"), cross = document.createElement("span");
      image.src = URL.createObjectURL(photo); image.alt = "";
      image.onload = function () { URL.revokeObjectURL(image.src); };
      away.type = "button"; away.setAttribute("aria-label", form.dataset.remove); cross.textContent = "×"; away.appendChild(cross);
      away.addEventListener("click", function () { entry.photos.splice(place, 1); draw(); save(); });
      item.appendChild(image); item.appendChild(away); shots.appendChild(item);
    });
  };
  var take = function (input) {
    var files = Array.prototype.slice.call(input.files), said = {}, most = Number(form.dataset.most);
    if (entry.photos.length + files.length > most) { said.photos = [form.dataset.tooMany]; files = files.slice(0, most - entry.photos.length); }
    input.value = "";
    return files.reduce(function (before, file) {
      return before.then(function () {
        return phone.shrink(file).then(function (blob) { entry.photos.push(blob); }, function () {
          said.photos = (said.photos || []).concat(file.name + " · " + form.dataset.noPhoto);
        });
      });
    }, Promise.resolve()).then(function () { errors(said); draw(); return save(); });
  };

  /* What the entry does is asked only where it can do something. */
  var ask = function () {
    var about = form.about.value, can = /^(duty|commitment):/.test(about);
    document.getElementById("deed").hidden = !can;
    document.getElementById("value").hidden = !/^commitment:/.test(about);
    document.getElementById("needed").hidden = about !== "need";
  };

  var begin = function (account) {
    return phone.all(account).then(function (mine) {
      entry = mine.filter(function (one) { return asked ? one.key === asked : one.state === "draft" && one.slot === slot; })[0];
      if (entry && entry.state === "waiting") { entry = null; }
      if (entry && !faulty) { fill(entry.fields); errors(entry.errors); }
      if (!entry) { entry = { key: phone.newKey(), account: account, slot: slot, state: "draft", photos: [], fields: {} }; }
      entry.state = "draft"; phone.writing = entry.key; form.client_key.value = entry.key;
      draw(); ask();
      if (form.querySelector(".more") && (form.about.value || form.deed.value)) { form.querySelector(".more").open = true; }
    });
  };
  var submit = function () {
    var said = fields();
    if (!said.text.trim() && !entry.photos.length) { errors({ text: [form.dataset.empty] }); form.text.focus(); return; }
    var sending = entry, button = form.querySelector("[type=submit]");
    button.disabled = true; phone.sendingByHand = true;
    save().then(function () {
      sending.state = "waiting"; sending.errors = {};
      return phone.put(sending);
    }).then(phone.flush).then(function (answers) {
      var mine = answers.filter(function (one) { return one.key === sending.key; })[0];
      button.disabled = false; phone.sendingByHand = false;
      if (mine && mine.url) { phone.sayNext(phone.words.kept + (mine.remark ? " " + mine.remark : "")); location.assign(mine.url); return null; }
      if (mine && mine.errors) { sending.state = "draft"; entry = sending; errors(mine.errors); return phone.show(); }
      form.reset(); asked = null; errors({});
      return begin(sending.account).then(function () { return phone.show(true); }).then(function () { window.scrollTo(0, 0); });
    }).catch(function () { /* no store here: the plain way */
      button.disabled = false; form.submit();
    });
  };

  /* Without a signal the page is nobody's; what was kept of the last one makes it this person's again. */
  var fromKept = function (page) {
    if (!page || phone.words.account) { return; }
    page.about.forEach(function (choice) {
      if (!choice[0]) { return; }
      if (Array.isArray(choice[1])) {
        var group = document.createElement("optgroup");
        group.label = choice[0];
        choice[1].forEach(function (one) { group.appendChild(new Option(one[1], one[0])); });
        form.about.appendChild(group);
      } else { form.about.add(new Option(choice[1], choice[0])); }
    });
    page.organisations.forEach(function (one) { if (form.organisation.options) { form.organisation.add(new Option(one[1], one[0])); } });
    slot = new URLSearchParams(location.search).get("about") || "";
    form.about.value = slot; if (form.about.selectedIndex < 0) { form.about.value = ""; }
    var due = document.getElementById("was-due"), list = due && due.querySelector("ul");
    if (!due || !page.due.length) { return; }
    document.getElementById("was-due-when").textContent = phone.words.asOf.replace("%s", new Date(page.at).toLocaleString(document.documentElement.lang, { timeZone: "Asia/Shanghai", month: "long", day: "numeric", hourCycle: "h23", hour: "2-digit", minute: "2-digit" }));
    page.due.forEach(function (one) {
      var item = document.createElement("li"), what = document.createElement("p"), rest = document.createElement("p");
      what.className = "t"; what.textContent = one.what;
      rest.className = "meta" + (one.late ? " late" : ""); rest.textContent = one.word + " · " + one.whom;
      item.appendChild(what); item.appendChild(rest); list.appendChild(item);
    });
    due.hidden = false;
  };

  phone.account().then(function (account) {
    if (!account) { return null; }
    return phone.kept("page").then(fromKept).then(function () { return begin(account); }).then(function () {
      form.addEventListener("input", function () { ask(); saveSoon(); });
      form.addEventListener("change", function (event) { if (event.target.type === "file") { take(event.target); } else { ask(); save(); } });
      form.addEventListener("submit", function (event) { event.preventDefault(); submit(); });
      window.addEventListener("pagehide", save);
      form.dataset.ready = "yes";
      return phone.show();
    });
  }).catch(function () { /* no store in this browser: the plain form works */ });
})();
