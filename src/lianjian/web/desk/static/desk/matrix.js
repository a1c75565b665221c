/* Counts as the platform counts while an editor writes other words for one outlet. The server counts again. */
(function () {
  "use strict";

  const WIDE = /[\u1100-\u115f\u2010-\u2027\u2030-\u205e\u2460-\u24ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
  const counts = {
    characters: function (text) { return Array.from(text).length; },
    utf16: function (text) { return text.length; },
    bytes: function (text) { return new TextEncoder().encode(text).length; },
    weibo: function (text) {
      return Math.ceil(Array.from(text).reduce(function (sum, one) { return sum + (WIDE.test(one) ? 2 : 1); }, 0) / 2);
    }
  };

  function show(area) {
    const line = document.getElementById(area.id + "-count");
    const size = (counts[area.dataset.counted] || counts.characters)(area.value.trim());
    line.querySelector("[data-count]").textContent = size;
    line.classList.toggle("over", Boolean(area.dataset.most) && size > Number(area.dataset.most));
  }

  document.querySelectorAll("textarea[data-counted]").forEach(function (area) {
    show(area);
    area.addEventListener("input", function () { show(area); });
  });

  /* rows that hold all of what is typed; the server finds the same when the form is sent */
  document.querySelectorAll("input[data-narrows]").forEach(function (field) {
    const table = document.getElementById(field.dataset.narrows);
    if (!table) return;
    field.addEventListener("input", function () {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      table.querySelectorAll("tbody tr").forEach(function (row) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every(function (word) { return text.includes(word); });
      });
    });
  });

  /* after a refusal: where the mistake is */
  const wrong = document.querySelector("[aria-invalid=true]");
  if (wrong) wrong.focus();

  /* after a verb that was done: Enter goes on to the next outlet */
  const next = document.querySelector(".next .btn.go");
  if (next && document.querySelector(".msg.success")) next.focus();
})();
