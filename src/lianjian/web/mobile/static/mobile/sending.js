/* Sends what was kept, once each, when there is a line: the server answers the same key with the same entry. */
(function () {
  "use strict";
  var words = phone.words, busy = false, unsigned = false;
  var byId = function (id) { return document.getElementById(id); };
  var made = function (tag, css, text) {
    var node = document.createElement(tag);
    if (css) { node.className = css; }
    if (text !== undefined) { node.textContent = text; }
    return node;
  };
  var cookie = function (name) {
    var found = document.cookie.match(new RegExp("(?:^|; )" + name + "=([^;]*)"));
    return found ? decodeURIComponent(found[1]) : "";
  };

  phone.say = function (text, url) {
    var place = byId("said");
    if (!place) { return; }
    place.lastElementChild.textContent = text + " ";
    if (url) { var link = made("a", "", words.see); link.href = url; place.lastElementChild.appendChild(link); }
    place.hidden = !text;
  };
  phone.sayNext = function (text) { try { sessionStorage.setItem("phone.said", text); } catch (e) { /* a private window: the page says less */ } };

  var offline = function (yes, waiting) {
    var place = byId("no-line");
    if (!place) { return; }
    place.querySelector("b").textContent = words.offline;
    place.querySelector("b + span").textContent = waiting ? words.waits.replace("%d", waiting) : words.noneWaits;
    place.hidden = !yes;
  };

  phone.show = function (away) {
    return phone.account().then(phone.all).then(function (entries) {
      var list = byId("waiting"), shown = entries.filter(function (one) {
        return one.state !== "draft" || (one.key !== phone.writing && one.key !== phone.noting && !phone.open[one.key] && (one.label || one.fields.text || one.photos.length));
      });
      var waiting = entries.filter(function (one) { return one.state === "waiting"; }).length;
      offline(away || !navigator.onLine, waiting);
      if (!list) { return; }
      list.hidden = !shown.length;
      byId("waiting-words").textContent = waiting && byId("no-line").hidden ? words.waits.replace("%d", waiting) : "";
      if (unsigned && waiting) {
        var link = made("a", "", words.signInWord);
        link.href = words.signIn + "?next=" + encodeURIComponent(location.pathname);
        byId("waiting-words").textContent = words.signInAgain + " ";
        byId("waiting-words").appendChild(link);
      }
      var rows = list.querySelector("ul");
      rows.textContent = "";
      shown.forEach(function (one) { rows.appendChild(row(one)); });
    });
  };
  var row = function (one) {
    var item = made("li"), acts = made("p", "acts"), again = made("a", "btn mini", one.state === "draft" ? words.goOn : words.look);
    var count = one.photos.length ? " · " + words.photos.replace("%d", one.photos.length) : "";
    item.dataset.key = one.key; item.dataset.state = one.state;
    item.appendChild(made("p", "words", one.label || one.fields.text || words.onlyPhotos));
    item.appendChild(made("p", "meta", { draft: words.draft, waiting: words.waiting, refused: words.refused }[one.state] + count));
    Object.keys(one.errors || {}).forEach(function (name) {
      item.appendChild(made("p", "err", one.errors[name].join(" ")));
    });
    if (one.state !== "waiting") { again.href = one.page || words.new + "?entry=" + one.key; acts.appendChild(again); }
    var away = made("button", "btn mini grave", words.away);
    away.type = "button";
    away.addEventListener("click", function () {
      if (confirm(words.awaySure)) { phone.remove(one.key).then(function () { return phone.show(); }); }
    });
    acts.appendChild(away); item.appendChild(acts);
    return item;
  };

  /* What was sent to an address of its own (a gathering) is answered there: its page listens. */
  var tellAll = function (one, said) { document.dispatchEvent(new CustomEvent("phone-sent", { detail: { entry: one, said: said } })); };
  var send = function (one) {
    var form = new FormData();
    Object.keys(one.fields).forEach(function (name) { form.append(name, one.fields[name]); });
    form.append("client_key", one.key); form.append("written_at", one.at); form.append("account", one.account);
    form.append("sent_at", new Date().toISOString()); /* beside written_at it tells how wrong this clock is */
    one.photos.forEach(function (photo, place) { form.append("photos", photo, "photo-" + (place + 1) + ".jpg"); });
    return fetch(one.url || words.new, {
      method: "POST", body: form, credentials: "same-origin", redirect: "error",
      headers: { Accept: "application/json", "X-CSRFToken": cookie("csrftoken") }
    }).then(function (answer) {
      if (answer.status === 401) { unsigned = true; throw new Error("signed out"); }
      if (answer.status === 422) {
        return answer.json().then(function (said) {
          one.state = "refused"; one.errors = said.errors;
          return phone.put(one).then(function () { tellAll(one, said); return { key: one.key, errors: said.errors }; });
        });
      }
      if (!answer.ok) { throw new Error("status " + answer.status); }
      return answer.json().then(function (said) {
        return phone.remove(one.key).then(function () {
          tellAll(one, said);
          return one.url ? { key: one.key, done: true, page: said.url } : { key: one.key, url: said.url, remark: said.remark };
        });
      });
    });
  };
  var sendAll = function () {
    return phone.account().then(function (account) {
      return account ? phone.all(account) : [];
    }).then(function (entries) {
      return entries.filter(function (one) { return one.state === "waiting"; }).reduce(function (before, one) {
        return before.then(function (answers) { return send(one).then(function (said) { return answers.concat(said); }); });
      }, Promise.resolve([]));
    });
  };
  /* Everything that waits, oldest first, in one tab at a time; stops at the first that finds no line. */
  phone.flush = function () {
    if (busy) { return Promise.resolve([]); }
    busy = true; unsigned = false;
    var work = navigator.locks ? navigator.locks.request("phone-sending", sendAll) : sendAll();
    return Promise.resolve(work).then(function (answers) {
      busy = false;
      return phone.show().then(function () { return answers; });
    }, function () { busy = false; return phone.show(!unsigned).then(function () { return []; }); });
  };
  var flushAndSay = function () {
    phone.flush().then(function (answers) {
      var sent = answers.filter(function (one) { return one.url; }), last = sent[sent.length - 1];
      if (last) { phone.say(words.sent + (last.remark ? " " + last.remark : ""), last.url); }
    });
  };

  /* Signing out wipes what this phone keeps; what has not been sent is asked about first. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.getAttribute("action") !== words.signOut || form.dataset.wiped) { return; }
    event.preventDefault();
    phone.account().then(function (account) {
      return phone.all(account).then(function (mine) {
        mine = mine.filter(function (one) { return one.label || one.fields.text || one.photos.length; });
        return phone.drafts(account).then(function (begun) {
          var unsent = mine.length + begun.length;
          if (unsent && !confirm(words.leaving.replace("%d", unsent))) { return false; }
          return phone.wipe(account).then(function () { return true; });
        });
      });
    }).catch(function () { return true; }).then(function (go) {
      delete form.dataset.sent;
      if (go) { form.dataset.wiped = "1"; form.submit(); }
    });
  });

  window.addEventListener("online", flushAndSay);
  window.addEventListener("offline", function () { phone.show(); });
  setInterval(function () { if (document.visibilityState === "visible" && !phone.sendingByHand) { flushAndSay(); } }, 30000);
  try {
    var said = sessionStorage.getItem("phone.said");
    if (said) { sessionStorage.removeItem("phone.said"); phone.say(said); }
  } catch (e) { /* a private window */ }

  var kept = byId("kept"), who = words.account;
  var start = who ? phone.keep("who", who).then(function () { return kept && phone.keep("page", JSON.parse(kept.textContent)); }) : Promise.resolve();
  start.then(flushAndSay, function () { /* no store in this browser: the plain form works */ });
  if ("serviceWorker" in navigator && words.worker) {
    navigator.serviceWorker.register(words.worker, { scope: "/m/" }).then(function () {
      return navigator.serviceWorker.ready;
    }).then(function (ready) { ready.active.postMessage("keep"); }, function () { /* plain http: no worker, drafts are kept all the same */ });
  }
})();
