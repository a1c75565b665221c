// Pages that hold something of a person: left alone, they forget it. Without script a refresh does, later.
"use strict";
(() => {
  const page = document.body;
  const patience = Number(page.dataset.patience), warned = Math.min(30, patience / 3); // seconds
  if (!patience || !page.dataset.forget) return;
  let since = Date.now(), bar = null, leaving = false;
  const still = () => { since = Date.now(); if (bar) { bar.remove(); bar = null; } };
  for (const sign of ["pointerdown", "keydown", "scroll", "touchstart", "input"]) addEventListener(sign, still, { passive: true, capture: true });
  const look = () => {
    if (window.speechSynthesis?.speaking) { still(); return; }
    const idle = (Date.now() - since) / 1000; // counted by the clock: a tablet that slept forgets on waking
    if (idle >= patience) { if (!leaving) location.replace(page.dataset.forget); leaving = true; return; }
    if (idle >= patience - warned && !bar) {
      bar = document.createElement("button");
      bar.type = "button";
      bar.className = "ask-still";
      bar.setAttribute("role", "alert");
      bar.textContent = page.dataset.still;
      page.append(bar);
    }
  };
  setInterval(look, 1000);
  addEventListener("visibilitychange", look);
  addEventListener("pageshow", () => { leaving = false; }); // kept by the browser and shown again: it forgets once more
})();
