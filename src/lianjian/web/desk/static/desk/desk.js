/* The desk's own behaviour: nothing is sent twice, places are suggested. */
(function () {
  "use strict";

  const root = document.documentElement;
  if (root.classList.contains("w-theme-light")) root.dataset.theme = "light";
  if (root.classList.contains("w-theme-dark")) root.dataset.theme = "dark";

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!form.hasAttribute("data-desk-once")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  /* more files than the server takes at once are told before they are sent */
  document.addEventListener("change", function (event) {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || !field.dataset.deskMost) return;
    field.setCustomValidity(field.files.length > Number(field.dataset.deskMost) ? field.dataset.deskTooMany : "");
    field.reportValidity();
  });

  /* Wagtail leaves these without a name for reading aloud: blocks of the story form, the line for tags, the file field of
     the upload page, the portraits of who else is here; and the form's outline out of the keyboard's reach */
  function label(field, words) {
    const said = words.trim().replace(/\s+/g, " ");
    if (said && !field.hasAttribute("aria-label")) field.setAttribute("aria-label", said);
  }
  function name() {
    document.querySelectorAll(".tagit input.ui-autocomplete-input").forEach(function (field) {
      const block = field.closest("[data-field]");
      const heading = block && (document.querySelector('label[for="' + block.querySelector("input[id]").id + '"]') || block.querySelector("label"));
      if (heading) label(field, heading.textContent);
    });
    document.querySelectorAll("#fileupload").forEach(function (field) {
      label(field, field.parentElement.querySelector("button").textContent);
    });
    document.querySelectorAll("button.w-editing-sessions__session").forEach(function (button) {
      const tip = button._tippy && button._tippy.props.content; /* Wagtail has moved the person's name there */
      const moved = document.createElement("template");
      if (typeof tip === "string") moved.innerHTML = tip;
      label(button, tip instanceof Element ? tip.textContent : moved.content.textContent || button.textContent);
    });
    document.querySelectorAll("section[data-panel]").forEach(function (block) {
      const kind = block.querySelector(".c-sf-block__type");
      if (!kind) return;
      block.querySelectorAll("textarea, input:not([type=hidden]), select").forEach(function (field) {
        if (!field.labels || field.labels.length || field.hasAttribute("aria-label")) return;
        if (field.closest("section[data-panel]") === block) field.setAttribute("aria-label", kind.textContent.trim());
      });
    });
    document.querySelectorAll(".w-minimap__list:not([tabindex])").forEach(function (list) { list.tabIndex = 0; });
  }
  if (document.querySelector("[data-edit-form], #body-count, #fileupload")) {
    new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
    name();
  }

  /* places: the browser's own list, filled while typing */
  document.addEventListener("input", function (event) {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || !field.hasAttribute("data-desk-places")) return;
    window.clearTimeout(field.deskTimer);
    field.deskTimer = window.setTimeout(function () { suggest(field); }, 250);
  });

  async function suggest(field) {
    const text = field.value.trim();
    if (text.length < 2) return;
    let list = document.getElementById(field.id + "-places");
    if (!list) {
      list = document.createElement("datalist");
      list.id = field.id + "-places";
      field.after(list);
      field.setAttribute("list", list.id);
    }
    const base = field.closest("form").action || window.location.href;
    const address = new URL(base, window.location.href).pathname.replace(/\/stories\/.*$/, "/places/");
    const answer = await fetch(address + "?q=" + encodeURIComponent(text), { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const found = await answer.json();
    list.replaceChildren(...found.places.map(function (line) {
      const option = document.createElement("option");
      option.value = line;
      return option;
    }));
  }

  /* The tool for the centre of a picture asks whether fingers work here by writing a handler into the page, which the
     house's policy refuses; told the answer, it does not ask. */
  function cropping() {
    const tool = window.jQuery && window.jQuery.Jcrop;
    if (tool) tool.defaults.touchSupport = "ontouchstart" in window;
  }
  cropping();

  /* Wagtail would start its choosers and calendars by scripts inside the page */
  function choosers() {
    document.querySelectorAll("[data-desk-calendar]").forEach(function (mark) {
      window[mark.dataset.deskCalendar](mark.dataset.field, JSON.parse(mark.dataset.options));
      mark.remove();
    });
    /* the calendar's button for several days at once, English and never used */
    document.querySelectorAll(".xdsoft_save_selected").forEach(function (button) { button.remove(); });
    document.querySelectorAll("[data-desk-chooser]").forEach(function (mark) {
      new window.ImageChooser(mark.dataset.deskChooser, JSON.parse(mark.dataset.options));
      mark.remove();
    });
  }

  function start() {
    choosers();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
