// Reading aloud, the clock, and a fresh page when a new edition has come. Every page works without it.
"use strict";
(() => {
  const page = document.documentElement;

  const clock = document.querySelector("[data-clock]");
  if (clock) {
    const form = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
    setInterval(() => { clock.textContent = form.format(new Date()); }, 10000);
  }

  const here = page.dataset.edition;
  if (here !== undefined && document.body.dataset.kiosk !== undefined) {
    setInterval(async () => {
      try {
        const answer = await fetch("/edition");
        if (answer.ok && (await answer.text()) !== here && window.scrollY < 80) location.reload();
      } catch { /* the box is restarting; ask again next minute */ }
    }, 60000);
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  const speech = window.speechSynthesis;
  if (!speech) return;
  const readers = [...document.querySelectorAll("[data-read]")];
  const voice = () => speech.getVoices().find((found) => /^(zh|cmn)/i.test(found.lang));
  const offer = () => { for (const button of readers) button.hidden = !voice(); };
  offer();
  speech.addEventListener("voiceschanged", offer);
  for (const button of readers) {
    const label = button.querySelector("span");
    const rest = label.textContent;
    const stop = () => { label.textContent = rest; button.setAttribute("aria-pressed", "false"); };
    button.addEventListener("click", () => {
      if (speech.speaking) { speech.cancel(); stop(); return; }
      // A sentence at a time: long utterances are cut off by some engines.
      const text = [...document.querySelectorAll(button.dataset.read)].map((part) => part.innerText).join("\n");
      const parts = text.split(/(?<=[。！？；\n])/).map((part) => part.trim()).filter(Boolean);
      parts.forEach((part, index) => {
        const words = new SpeechSynthesisUtterance(part);
        words.lang = "zh-CN";
        words.voice = voice();
        words.rate = 0.9;
        if (index === parts.length - 1) words.onend = stop;
        speech.speak(words);
      });
      label.textContent = button.dataset.stop;
      button.setAttribute("aria-pressed", "true");
    });
  }
})();
