/* Proofreading by keyboard. Without this script every step is a link or a button of the page. */
(function () {
  "use strict";

  function start() {
    const walk = document.querySelector("[data-desk-walk]");
    const changes = Array.from(document.querySelectorAll("[data-desk-changes] ins.c"));
    if (walk) walking(walk);
    document.addEventListener("keydown", function (event) { alongChanges(event, changes); });
    if (changes.length) changes[0].tabIndex = 0;
  }

  /* one change of a text is in the keyboard's way, left and right lead to the others */
  function alongChanges(event, changes) {
    const at = changes.indexOf(event.target);
    if (at < 0 || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const next = changes[at + (event.key === "ArrowRight" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  function walking(walk) {
    const items = Array.from(walk.querySelectorAll("li[data-place]"));
    let now = Math.max(0, items.findIndex(function (item) { return !item.hidden; }));
    walk.classList.add("walk-on");

    function field() { return items[now].querySelector("input[name=chosen]"); }
    function mark(scroll) {
      document.querySelectorAll(".doubt-now").forEach(function (one) { one.classList.remove("doubt-now"); });
      document.querySelectorAll('.doubt[data-place="' + items[now].dataset.place + '"]').forEach(function (one) {
        one.classList.add("doubt-now");
      });
      const first = document.getElementById("doubt-" + items[now].dataset.place);
      if (first && scroll) {
        const fold = first.closest("details");
        if (fold) fold.open = true;
        first.scrollIntoView({ block: "center" });
      }
    }
    function show(index) {
      now = (index + items.length) % items.length;
      items.forEach(function (item, number) { item.hidden = number !== now; });
      history.replaceState(null, "", "?place=" + items[now].dataset.place);
      walk.focus({ preventScroll: true });
      mark(true);
    }
    function type() {
      if (!field()) return;
      field().focus({ preventScroll: true });
      field().select();
    }

    function say(item, words) {
      let line = item.querySelector(".walk-fault");
      if (!words) { if (line) line.remove(); return; }
      if (!line) {
        line = document.createElement("p");
        line.className = "desk-fault walk-fault";
        line.setAttribute("role", "alert");
        item.querySelector("form").before(line);
      }
      line.textContent = words;
    }
    /* the texts are long: after a decision only what it changed is put in, the page is not asked for again */
    function decided(item, form, told) {
      const key = item.dataset.place;
      say(item, "");
      item.dataset.state = told.state;
      form.insertAdjacentHTML("beforebegin", told.was);
      form.remove();
      item.querySelector(".walk-line mark").textContent = told.chosen;
      document.querySelectorAll('.doubt[data-place="' + key + '"]').forEach(function (one, number) {
        one.classList.replace("doubt-open", "doubt-" + told.state);
        if (told.state !== "corrected") return;
        const link = one.querySelector("a");
        Array.from(link.childNodes).forEach(function (part) {
          if (!(part instanceof Element && part.matches(".desk-vh"))) part.remove();
        });
        if (!number) link.append(told.chosen);
      });
      walk.querySelector(".walk-left b").textContent = told.left;
      walk.querySelector("progress").value = told.done;
      const log = document.querySelector("[data-desk-log]");
      const rows = log.querySelector("ol") || document.createElement("ol");
      if (!rows.isConnected) { rows.className = "proof-log"; log.querySelector("p").replaceWith(rows); }
      rows.insertAdjacentHTML("afterbegin", told.log);
      const count = log.querySelector("[data-desk-log-count]");
      count.textContent = Number(count.textContent) + 1;
      show(items.findIndex(function (one) { return one.dataset.place === String(told.next); }));
    }
    async function decide(form, button) {
      const item = form.closest("li");
      const sent = new FormData(form);
      if (button && button.name) sent.set(button.name, button.value);
      walk.setAttribute("aria-busy", "true");
      let answer;
      let told;
      try {
        answer = await fetch(form.action, { method: "POST", body: sent, headers: { Accept: "application/json" } });
        told = answer.headers.get("Content-Type") === "application/json" ? await answer.json() : null;
      } catch (_unreached) {
        say(item, walk.dataset.unreached);
        return;
      } finally {
        walk.removeAttribute("aria-busy");
        delete form.dataset.sent;
      }
      if (told && told.said) { say(item, told.said); return; }
      if (told && items.some(function (one) { return one.dataset.place === String(told.next); })) {
        decided(item, form, told);
      } else if (told) {
        window.location.assign(window.location.pathname + (told.next ? "?place=" + told.next + "#walk" : "?#decided"));
      } else { /* signed out meanwhile, or worse: the browser shows what the server says */
        if (button && button.name) {
          const choice = document.createElement("input");
          Object.assign(choice, { type: "hidden", name: button.name, value: button.value });
          form.append(choice);
        }
        form.submit();
      }
    }
    walk.addEventListener("submit", function (event) {
      if (!event.target.hasAttribute("data-desk-decide")) return;
      event.preventDefault();
      if (!walk.hasAttribute("aria-busy")) decide(event.target, event.submitter);
    });
    walk.addEventListener("click", function (event) {
      const step = event.target.closest("a[data-step]");
      if (!step) return;
      event.preventDefault();
      show(now + Number(step.dataset.step));
    });
    document.addEventListener("click", function (event) {
      const place = event.target.closest(".doubt a");
      if (!place) return;
      event.preventDefault();
      show(items.findIndex(function (item) { return item.dataset.place === place.closest(".doubt").dataset.place; }));
    });
    document.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const inside = walk.contains(event.target);
      const typing = event.target.matches("input, textarea, select, [contenteditable]");
      if (typing && !inside) return;
      if (!inside && event.target !== document.body && !event.target.closest("[data-desk-changes]")) return;
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (!typing) Object.assign(steps, { j: 1, k: -1 });
      if (event.key in steps && (inside || "jk".includes(event.key))) {
        event.preventDefault();
        show(now + steps[event.key]);
      } else if (event.key === "Escape" && typing) {
        event.target.value = event.target.defaultValue;
        walk.focus({ preventScroll: true });
      } else if (event.key === "Escape" && inside) {
        const link = document.querySelector("#doubt-" + items[now].dataset.place + " a");
        if (link) link.focus();
      } else if (event.target === walk && event.key === "Enter") {
        event.preventDefault();
        const form = items[now].querySelector("form");
        if (form && field()) form.requestSubmit();
        else show(now + 1);
      } else if (!typing && inside && /^[1-9]$/.test(event.key)) {
        const button = items[now].querySelector('[data-digit="' + event.key + '"]');
        if (button) { event.preventDefault(); button.click(); }
      } else if (event.target === walk && event.key === "e") {
        event.preventDefault();
        type();
      } else if (event.target === walk && (event.key.length === 1 || event.key === "Process") && event.key !== " ") {
        type(); /* the key itself goes into the field */
      }
    });
    mark(location.hash === "#walk" || location.search.indexOf("place=") >= 0);
    if (walk.hasAttribute("autofocus")) walk.focus({ preventScroll: true });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
