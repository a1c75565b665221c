/* What this phone keeps by itself: entries until they are sent, and the list of what is due for a bad day. Everything
   lies under the account that wrote it and is wiped when its person signs out. */
(function () {
  "use strict";
  var opening = null;
  var open = function () {
    if (opening) { return opening; }
    opening = new Promise(function (resolve, reject) {
      var asked = indexedDB.open("lianjian-m", 1);
      asked.onupgradeneeded = function () {
        asked.result.createObjectStore("entries", { keyPath: "key" });
        asked.result.createObjectStore("kept", { keyPath: "name" });
      };
      asked.onsuccess = function () { resolve(asked.result); };
      asked.onerror = function () { opening = null; reject(asked.error); };
    });
    return opening;
  };
  var within = function (store, mode, work) {
    return open().then(function (db) {
      return new Promise(function (resolve, reject) {
        var transaction = db.transaction(store, mode), asked = work(transaction.objectStore(store));
        transaction.oncomplete = function () { resolve(asked && asked.result); };
        transaction.onerror = transaction.onabort = function () { reject(transaction.error); };
      });
    });
  };
  var page = document.getElementById("phone");
  window.phone = {
    words: page ? page.dataset : {},
    open: {}, /* what is being written on this page, by key */
    put: function (entry) { return within("entries", "readwrite", function (s) { return s.put(entry); }); },
    get: function (key) { return within("entries", "readonly", function (s) { return s.get(key); }); },
    remove: function (key) { return within("entries", "readwrite", function (s) { return s.delete(key); }); },
    all: function (account) {
      return within("entries", "readonly", function (s) { return s.getAll(); }).then(function (found) {
        return found.filter(function (one) { return one.account === account; })
          .sort(function (a, b) { return a.at < b.at ? -1 : 1; });
      });
    },
    keep: function (name, value) { return within("kept", "readwrite", function (s) { return s.put({ name: name, value: value }); }); },
    kept: function (name) {
      return within("kept", "readonly", function (s) { return s.get(name); }).then(function (row) { return row && row.value; });
    },
    forget: function (name) { return within("kept", "readwrite", function (s) { return s.delete(name); }); },
    /* What was begun in plain forms and not taken by the hub: rows of name and value. */
    drafts: function (account) {
      return within("kept", "readonly", function (s) { return s.getAll(); }).then(function (found) {
        return found.filter(function (row) { return row.name.indexOf("draft:" + account + ":") === 0; });
      });
    },
    /* Who uses this phone: the page says it; without a signal it is whoever was here last. */
    account: function () {
      var said = page ? page.dataset.account : "";
      return said ? Promise.resolve(said) : phone.kept("who").then(function (who) { return who || ""; });
    },
    wipe: function (account) {
      return phone.all(account).then(function (mine) {
        return Promise.all(mine.map(function (one) { return phone.remove(one.key); }));
      }).then(function () { return within("kept", "readwrite", function (s) { return s.clear(); }); })
        .then(function () { return window.caches ? caches.keys() : []; })
        .then(function (names) {
          return Promise.all(names.filter(function (n) { return n.indexOf("lianjian-m-") === 0; }).map(function (n) { return caches.delete(n); }));
        });
    },
    newKey: function () { /* randomUUID is missing where the village has plain http */
      var bytes = crypto.getRandomValues(new Uint8Array(16));
      return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
    }
  };
})();
