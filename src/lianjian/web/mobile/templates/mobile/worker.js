{% autoescape off %}/* The worker of the phone pages: keeps the page for days without a signal and what it is drawn with. Never a page about anybody. */
"use strict";
const NAME = "lianjian-m-{{ version }}";
const SHELL = "{{ shell }}";
const GATHERING = "{{ gathering_shell }}", OF_GATHERINGS = /^\/m\/gatherings\/[0-9]+\//;
const KEPT = [SHELL, GATHERING{% for address in addresses %}, "{{ address }}"{% endfor %}];

const fill = () => caches.open(NAME).then((cache) => cache.match(SHELL).then((there) =>
  there ? null : cache.addAll(KEPT.map((address) => new Request(address, { cache: "reload" })))));
const shell = (address) => caches.match(OF_GATHERINGS.test(address.pathname) ? GATHERING : SHELL).then((page) => page || Response.error());

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(caches.keys()
  .then((names) => Promise.all(names.filter((name) => name.startsWith("lianjian-m-") && name !== NAME).map((name) => caches.delete(name))))
  .then(() => self.clients.claim())));
self.addEventListener("message", (event) => { if (event.data === "keep") { event.waitUntil(fill().catch(() => null)); } });
self.addEventListener("fetch", (event) => {
  const request = event.request, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) { return; }
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).then((answer) => [502, 503, 504].includes(answer.status) ? shell(address) : answer, () => shell(address)));
  } else if (KEPT.includes(address.pathname) && address.pathname !== SHELL && address.pathname !== GATHERING) {
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
  }
});
{% endautoescape %}
