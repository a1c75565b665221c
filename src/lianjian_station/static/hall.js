// The screen in the hall: the next slide after a while, and home again when nobody touches the screen. Without script
// the pages do both by a refresh of their own.
"use strict";
(() => {
  const page = document.body;
  const chinese = document.documentElement.lang.startsWith("zh");

  // The next page is asked for first: a box that is just restarting must not leave a browser's error page on the wall.
  const go = async (address) => {
    try {
      const answer = await fetch(address, { cache: "no-store" });
      if (answer.ok) { location.replace(address); return true; }
    } catch { /* not up yet; the caller tries again */ }
    return false;
  };

  if (page.dataset.next !== undefined) {
    let held = false, left = Number(page.dataset.seconds);
    const button = document.querySelector("[data-pause]");
    const label = button.querySelector("span"), rest = label.textContent;
    const hold = (on) => { held = on; label.textContent = on ? button.dataset.go : rest; button.setAttribute("aria-pressed", String(on)); };
    button.hidden = false;
    button.addEventListener("click", () => hold(!held));
    document.addEventListener("keydown", (event) => {
      const to = { ArrowRight: "next", ArrowLeft: "prev" }[event.key];
      if (to) location.replace(document.querySelector(`[rel=${to}]`).href);
    });
    setInterval(async () => {
      if (held || (left -= 1) > 0) return;
      left = 5; // and again, until the box answers
      await go(page.dataset.next);
    }, 1000);
    return;
  }

  const patience = 120, warned = 20; // seconds
  let idle = 0, bar = null;
  const still = () => { idle = 0; if (bar) { bar.remove(); bar = null; } };
  for (const sign of ["pointerdown", "keydown", "scroll", "touchstart", "input"]) addEventListener(sign, still, { passive: true, capture: true });
  setInterval(async () => {
    const sound = document.querySelector("audio");
    if (window.speechSynthesis?.speaking || (sound && !sound.paused)) { still(); return; }
    idle += 1;
    if (idle === patience - warned) {
      bar = document.createElement("button");
      bar.type = "button";
      bar.className = "ask-still";
      bar.setAttribute("role", "alert");
      bar.textContent = chinese ? "还在看吗？碰一下屏幕就留在这一页。" : "Still reading? Touch the screen to stay on this page.";
      page.append(bar);
    }
    if (idle >= patience && !(await go("/kiosk"))) idle = patience - 5;
  }, 1000);
})();
