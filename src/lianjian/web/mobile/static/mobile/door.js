/* The door of a gathering: the list lies on this phone, each sign-in waits in its store and goes once by sending.js. */
(function () {
  "use strict";
  var box = document.getElementById("door");
  if (!box || !window.indexedDB) { return; }
  var words = box.dataset, list = null, came = {}, account = "", walked = 0;
  var number = Number((/\/gatherings\/([0-9]+)\/door\//.exec(location.pathname) || [])[1] || 0);
  var byId = function (id) { return document.getElementById(id); };
  var content = /^zh/.test(document.documentElement.lang) ? document.documentElement.lang : "zh-Hans"; /* what people wrote */
  var here = "/m/gatherings/" + number + "/";
  var clock = function (iso) { return new Date(iso).toLocaleTimeString(document.documentElement.lang, { timeZone: "Asia/Shanghai", hourCycle: "h23", hour: "2-digit", minute: "2-digit" }); };
  var say = function (text, kind) {
    var place = byId("door-said");
    place.textContent = text; place.dataset.kind = kind || "ok"; place.hidden = !text;
  };

  /* Who came: what the hub knew, and what this phone saw; of two moments the earlier. */
  var note = function (id, at) { if (!came[id] || at < came[id]) { came[id] = at; } };
  var remember = function () { return phone.keep("came-" + number, { account: account, came: came }); };
  var take = function (fresh) {
    fresh.account = account; fresh.at = new Date().toISOString(); list = fresh;
    list.guests.forEach(function (one) { if (one.came) { note(one.id, new Date(one.came).toISOString()); } });
    return phone.keep("door-" + number, list).then(remember);
  };

  /* Those without an invitation who still wait on this phone: the hub gives them a number when they arrive. */
  var recount = function () {
    return phone.all(account).then(function (mine) {
      walked = mine.filter(function (one) { return one.kind === "sign-in" && one.gathering === number && one.state === "waiting" && one.fields.name; }).length;
      draw();
    });
  };
  var draw = function () {
    var rows = byId("door-list"), sought = byId("door-search").value.trim(), known = {};
    rows.textContent = "";
    list.guests.slice().sort(function (a, b) { return (a.no ? 1 : 0) - (b.no ? 1 : 0); }).forEach(function (one) {
      known[one.id] = true;
      if (sought && (one.name + one.house).indexOf(sought) < 0) { return; }
      var item = document.createElement("li"), button = document.createElement("button"), name = document.createElement("b"), rest = document.createElement("span");
      button.type = "button"; button.dataset.guest = one.id; name.textContent = one.name; name.lang = content;
      if (!came[one.id] && !one.no) { rest.lang = content; }
      rest.textContent = came[one.id] ? words.cameAt.replace("%s", clock(came[one.id])) : one.no ? words.saidNo : one.house;
      item.className = came[one.id] ? "in" : "";
      button.appendChild(name); button.appendChild(rest); item.appendChild(button); rows.appendChild(item);
    });
    byId("door-none").hidden = rows.children.length > 0;
    byId("door-came").textContent = Object.keys(came).length + walked;
    byId("door-all").textContent = list.guests.length + Object.keys(came).filter(function (id) { return !known[id]; }).length + walked;
    byId("door-title").textContent = list.title; byId("door-title").lang = content;
    byId("door-as-of").textContent = words.asOf.replace("%s", clock(list.at));
    box.hidden = false; box.dataset.ready = "yes";
  };

  var nameOf = function (guest) {
    var found = list.guests.filter(function (one) { return one.id === guest; })[0];
    return found ? found.name : words.guest.replace("%s", guest);
  };
  var put = function (fields, name) {
    var at = new Date().toISOString();
    return phone.put({ key: phone.newKey(), account: account, kind: "sign-in", gathering: number, state: "waiting", at: at, url: here + "sign-ins/", page: here + "door/",
      fields: fields, photos: [], label: words.label.replace("%s", name) }).then(function () { return at; });
  };
  var sign = function (guest, fields) {
    if (came[guest]) { say(words.twice.replace("%s", nameOf(guest)).replace("%s", clock(came[guest])), "warn"); return Promise.resolve(); }
    return put(fields, nameOf(guest)).then(function (at) {
      note(guest, at);
      return remember();
    }).then(function () { say(words.welcome.replace("%s", nameOf(guest))); draw(); phone.flush(); });
  };
  var byCode = function (code) {
    var guest = guestIn(list.secret, number, code);
    if (guest === "other") { say(words.other, "stop"); return Promise.resolve(false); }
    if (guest === null) { say(words.forged, "stop"); return Promise.resolve(false); }
    return sign(guest, { code: code }).then(function () { return true; });
  };

  /* The camera, where the page may use it (https); typing and tapping always work. The reader comes with the first look. */
  var WIDEST = 640; /* dots of a picture that is read: a code held before a phone is larger than it needs to be */
  var wanted = false, stream = null, looking = 0, last = "", sheet = document.createElement("canvas");
  var stop = function () {
    clearTimeout(looking); wanted = false;
    if (stream) { stream.getTracks().forEach(function (one) { one.stop(); }); stream = null; }
    byId("door-camera").hidden = true; last = "";
  };
  var reader = function () {
    if (window.readQR) { return Promise.resolve(); }
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = byId("door-look").dataset.reader; script.onload = resolve; script.onerror = reject;
      document.head.appendChild(script);
    });
  };
  var read = function () {
    var picture = byId("door-camera"), part = Math.min(1, WIDEST / (picture.videoWidth || WIDEST));
    if (picture.videoWidth) {
      sheet.width = Math.round(picture.videoWidth * part); sheet.height = Math.round(picture.videoHeight * part);
      var pen = sheet.getContext("2d", { willReadFrequently: true });
      pen.drawImage(picture, 0, 0, sheet.width, sheet.height);
      var code = window.readQR(pen.getImageData(0, 0, sheet.width, sheet.height));
      if (code && code !== last) { last = code; byCode(code); }
    }
    looking = setTimeout(read, 250);
  };
  var look = function () {
    if (wanted) { stop(); return; }
    wanted = true;
    reader().then(function () {
      return navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    }).then(function (found) {
      var picture = byId("door-camera");
      stream = found; picture.srcObject = found; picture.hidden = false;
      return picture.play();
    }).then(function () { if (wanted) { read(); } else { stop(); } }, function () { stop(); say(words.noCamera, "warn"); });
  };

  var begin = function () {
    draw();
    byId("door-list").addEventListener("click", function (event) {
      var button = event.target.closest("button[data-guest]");
      if (button) { event.preventDefault(); sign(Number(button.dataset.guest), { guest: button.dataset.guest }); }
    });
    byId("door-search").addEventListener("input", draw);
    byId("door-code").addEventListener("submit", function (event) {
      event.preventDefault();
      var field = event.target.code;
      if (!field.value.trim()) { field.focus(); return; }
      byCode(field.value).then(function (known) { if (known) { field.value = ""; } field.focus(); });
    });
    byId("door-walk-in").addEventListener("submit", function (event) {
      event.preventDefault();
      var form = event.target, name = form.elements.name.value.trim(), house = form.elements.house.value.trim();
      if (!name) { form.elements.name.focus(); return; }
      if (name.length > 60 || house.length > 60) { say(words.tooLong, "stop"); return; }
      put({ name: name, house: house }, name).then(function () { form.reset(); say(words.welcome.replace("%s", name)); return recount(); }).then(phone.flush);
    });
    if (navigator.mediaDevices && navigator.mediaDevices.getUserMedia) {
      byId("door-look").hidden = false;
      byId("door-look").addEventListener("click", look);
      window.addEventListener("pagehide", stop);
    }
    document.addEventListener("phone-sent", function (event) {
      var entry = event.detail.entry, said = event.detail.said;
      if (entry.gathering !== number || entry.kind !== "sign-in") { return; }
      if (said.errors) { /* not taken by the hub: on this phone they have not come either */
        var who = Number(entry.fields.guest) || (entry.fields.code ? guestIn(list.secret, number, entry.fields.code) : 0);
        if (who) { delete came[who]; remember(); }
        recount(); say(entry.label + " " + Object.keys(said.errors).map(function (key) { return said.errors[key].join(" "); }).join(" "), "stop"); return; }
      if (!list.guests.some(function (one) { return one.id === said.guest; })) { list.guests.push({ id: said.guest, name: said.name, house: entry.fields.house || "", no: false, came: said.at }); }
      note(said.guest, new Date(said.at).toISOString());
      phone.keep("door-" + number, list).then(remember).then(recount);
    });
    setInterval(function () {
      if (document.visibilityState !== "visible" || !navigator.onLine) { return; }
      fetch(here + "door/list/", { credentials: "same-origin", headers: { Accept: "application/json" } }).then(function (answer) {
        return answer.ok ? answer.json().then(take).then(draw) : null;
      }, function () { /* no line: the list stays as it is */ });
    }, 20000);
    return recount().then(function () { return phone.show(); });
  };

  phone.account().then(function (who) {
    account = who;
    if (!number || !who) { return null; }
    return phone.kept("came-" + number).then(function (kept) {
      if (kept && kept.account === who) { came = kept.came; }
      var fresh = byId("door-kept");
      if (fresh) { return take(JSON.parse(fresh.textContent)); }
      return phone.kept("door-" + number).then(function (old) { if (old && old.account === who) { list = old; } });
    }).then(function () {
      if (list) { return begin(); }
      byId("door-missing").hidden = false;
      return null;
    });
  }).catch(function () { /* no store in this browser: the plain forms work */ });
})();
