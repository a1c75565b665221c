/* Counts a read (3 s visible, once for a tab however often it is reloaded), and mints a link for whoever passes the
   story on. No cookie, no name: the id of a read is drawn by chance and forgotten with the tab. */
(function () {
  "use strict";
  var page = document.querySelector("article[data-story]"), asked = new URLSearchParams(location.search);
  if (!page) { return; }
  var draw = function () { /* no randomUUID on plain http */
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (n) { return (n + 256).toString(16).slice(1); }).join("");
  };
  var words = function (id) {
    return new URLSearchParams({ story: page.dataset.story, event_id: id, token: asked.get("s") || "", outlet: asked.get("o") || "" });
  };
  var send = function (to, said) { return fetch("/spread/" + to, { method: "POST", body: said, keepalive: true, credentials: "omit" }); };
  var kept = function () { /* the same tab, story and link: the same read, which the server counts once */
    var name = "read." + page.dataset.story + "." + (asked.get("s") || "");
    try {
      var id = sessionStorage.getItem(name) || draw();
      sessionStorage.setItem(name, id);
      return id;
    } catch (e) { return draw(); }
  };

  var left = 3000, since = 0, clock;
  var look = function () {
    clearTimeout(clock);
    if (since) { left -= Date.now() - since; since = 0; }
    if (document.visibilityState !== "visible") { return; }
    since = Date.now();
    clock = setTimeout(function () {
      var said = words(kept());
      document.removeEventListener("visibilitychange", look);
      send("read", said).catch(function () { setTimeout(send, 20000, "read", said); });
    }, Math.max(left, 0));
  };
  document.addEventListener("visibilitychange", look);
  look();

  /* before the kit's share button acts, its address becomes this forward's link; a second press within ten seconds
     is an impatient finger, not a second forward */
  var latest = { id: "", at: 0 };
  document.addEventListener("click", function (event) {
    var b = event.target.closest("[data-do=share]"), data = b && b.dataset, plain = data && data.url;
    if (!b || data.ready) { return; }
    event.stopPropagation();
    if (data.minting) { return; }
    data.minting = 1;
    if (Date.now() - latest.at > 10000) { latest = { id: draw(), at: Date.now() }; }
    var go = function (link) {
      delete data.minting;
      data.ready = 1; data.url = link && link.url || plain || location.href;
      b.click();
      delete data.ready; data.url = plain || "";
    };
    Promise.race([
      send("share", words(latest.id)).then(function (answer) { return answer.ok && answer.json(); }),
      new Promise(function (late) { setTimeout(late, 2500); })
    ]).then(go, go);
  }, true);
})();
