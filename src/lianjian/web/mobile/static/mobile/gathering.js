/* A gathering's page: one's own code stays on this phone, a note with photographs is kept as it is typed and goes once. */
(function () {
  "use strict";
  if (!window.indexedDB) { return; }
  var number = Number((/\/gatherings\/([0-9]+)\//.exec(location.pathname) || [])[1] || 0);
  var form = document.getElementById("note"), place = document.getElementById("own-code"), fresh = document.getElementById("code-kept");
  var atDoor = /\/door\//.test(location.pathname), here = "/m/gatherings/" + number + "/";
  if (!number) { return; }

  var code = function (account) {
    var drawn = document.querySelector("#own-code .qr");
    if (fresh && drawn) { /* drawn by the hub: kept as it stands, to be shown without a signal */
      var kept = JSON.parse(fresh.textContent);
      return phone.keep("code-" + number, { account: account, title: kept.title, typed: kept.typed, drawn: drawn.innerHTML });
    }
    if (!place || fresh || atDoor) { return null; }
    return phone.kept("code-" + number).then(function (kept) {
      if (!kept || kept.account !== account) { return; }
      var parsed = new DOMParser().parseFromString(kept.drawn, "text/html").querySelector("svg");
      if (parsed) { place.querySelector(".qr").appendChild(document.importNode(parsed, true)); }
      place.querySelector(".typed").textContent = kept.typed;
      document.getElementById("kept-title").textContent = kept.title;
      place.hidden = false;
    });
  };

  var notes = function (account) {
    if (!form || atDoor) { return null; }
    var slot = "gathering-" + number, entry = null, shots = document.getElementById("note-shots"), saving = Promise.resolve(), timer = 0;
    var blank = function () { return { key: phone.newKey(), account: account, kind: "note", slot: slot, gathering: number, state: "draft", url: here + "notes/", page: here, fields: {}, photos: [] }; };
    var say = function (text) { var line = document.getElementById("note-error"); line.textContent = text; line.hidden = !text; };
    var save = function () {
      clearTimeout(timer);
      var now = entry;
      saving = saving.then(function () {
        if (now.state === "waiting") { return null; }
        now.fields = { text: form.elements.text.value }; now.at = new Date().toISOString();
        return now.fields.text || now.photos.length ? phone.put(now) : phone.remove(now.key);
      });
      return saving;
    };
    var draw = function () {
      shots.textContent = ""; shots.hidden = !entry.photos.length;
      entry.photos.forEach(function (photo, at) {
        var item = document.createElement("li"), image = new Image(), away = document.createElement("button"), cross = document.createElement("span");
        image.src = URL.createObjectURL(photo); image.alt = "";
        image.onload = function () { URL.revokeObjectURL(image.src); };
        away.type = "button"; away.setAttribute("aria-label", form.dataset.remove); cross.textContent = "×"; away.appendChild(cross);
        away.addEventListener("click", function () { entry.photos.splice(at, 1); draw(); save(); });
        item.appendChild(image); item.appendChild(away); shots.appendChild(item);
      });
    };
    var take = function (input) {
      var files = Array.prototype.slice.call(input.files), most = Number(form.dataset.most), said = "";
      if (entry.photos.length + files.length > most) { said = form.dataset.tooMany; files = files.slice(0, most - entry.photos.length); }
      input.value = "";
      return files.reduce(function (before, file) {
        return before.then(function () {
          return phone.shrink(file).then(function (blob) { entry.photos.push(blob); }, function () { said = file.name + " · " + form.dataset.noPhoto; });
        });
      }, Promise.resolve()).then(function () { say(said); draw(); return save(); });
    };
    return phone.all(account).then(function (mine) {
      entry = mine.filter(function (one) { return one.slot === slot && one.state !== "waiting"; })[0] || blank();
      var faults = entry.errors ? Object.keys(entry.errors).map(function (name) { return entry.errors[name].join(" "); }).join(" ") : "";
      entry.state = "draft"; phone.noting = entry.key;
      if (entry.fields.text) { form.elements.text.value = entry.fields.text; }
      say(faults); draw();
      form.addEventListener("input", function (event) { if (event.target.type !== "file") { clearTimeout(timer); timer = setTimeout(save, 250); } });
      form.addEventListener("change", function (event) { if (event.target.type === "file") { take(event.target); } });
      form.addEventListener("submit", function (event) {
        event.preventDefault();
        if (!form.elements.text.value.trim() && !entry.photos.length) { say(form.dataset.empty); form.elements.text.focus(); return; }
        var sending = entry;
        save().then(function () {
          sending.state = "waiting"; sending.errors = {};
          return phone.put(sending);
        }).then(function () { entry = blank(); phone.noting = entry.key; form.reset(); draw(); say(""); return phone.flush(); }).then(function (answers) {
          var said = answers.filter(function (one) { return one.key === sending.key; })[0];
          if (said && said.done) { phone.sayNext(form.dataset.words); location.reload(); return null; }
          return phone.show(!said);
        });
      });
      window.addEventListener("pagehide", save);
      form.hidden = false; form.dataset.ready = "yes";
      return phone.show();
    });
  };

  phone.account().then(function (account) {
    if (!account) { return null; }
    return Promise.resolve(code(account)).then(function () { return notes(account); });
  }).catch(function () { /* no store in this browser: the plain form works */ });
})();
