/* Counts a read (3 s visible), mints a link for whoever passes it on. No cookie. */
(function () {
  "use strict";
  var page = document.querySelector("article[data-story]"), asked = new URLSearchParams(location.search);
  if (!page) { return; }
  var words = function () { /* no randomUUID on plain http */
    var id = Array.from(crypto.getRandomValues(new Uint8Array(16)), function (n) { return (n + 256).toString(16).slice(1); });
    return new URLSearchParams({ story: page.dataset.story, event_id: id.join(""), token: asked.get("s") || "", outlet: asked.get("o") || "" });
  };
  var send = function (to, said) { return fetch("/spread/" + to, { method: "POST", body: said, keepalive: true, credentials: "omit" }); };

  var left = 3000, since = 0, clock;
  var look = function () {
    clearTimeout(clock);
    if (since) { left -= Date.now() - since; since = 0; }
    if (document.visibilityState !== "visible") { return; }
    since = Date.now();
    clock = setTimeout(function () {
      var said = words();
      document.removeEventListener("visibilitychange", look);
      send("read", said).catch(function () { setTimeout(send, 20000, "read", said); });
    }, left);
  };
  document.addEventListener("visibilitychange", look);
  look();

  /* before the kit's share button acts, its address becomes this forward's link */
  document.addEventListener("click", function (event) {
    var b = event.target.closest("[data-do=share]"), data = b && b.dataset, plain = data && data.url;
    if (!b || data.ready) { return; }
    event.stopPropagation();
    if (data.minting) { return; }
    data.minting = 1;
    var go = function (link) {
      delete data.minting;
      data.ready = 1; data.url = link && link.url || plain || location.href;
      b.click();
      delete data.ready; data.url = plain || "";
    };
    Promise.race([
      send("share", words()).then(function (answer) { return answer.ok && answer.json(); }),
      new Promise(function (late) { setTimeout(late, 2500); })
    ]).then(go, go);
  }, true);
})();
