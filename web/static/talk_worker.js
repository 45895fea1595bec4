/* The service worker of the form of a talk: keeps the empty form on the phone, for a village without a network.
   Before it stands what it keeps: self.KEPT = {files, page, form, version}. Written for browsers of 2017. */
(function () {
  "use strict";
  const NAME = "forum-" + self.KEPT.version, PATIENCE = 8000;

  self.addEventListener("install", (event) => {
    event.waitUntil((async () => {
      const cache = await caches.open(NAME);
      await cache.addAll(self.KEPT.files);
      await cache.add(new Request(self.KEPT.page, { credentials: "same-origin", cache: "no-store" }));
      await self.skipWaiting();
    })());
  });
  self.addEventListener("activate", (event) => {
    event.waitUntil((async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((one) => one.indexOf("forum-") === 0 && one !== NAME).map((one) => caches.delete(one)));
      await self.clients.claim();
    })());
  });
  const kept = (path) => caches.open(NAME).then((cache) => cache.match(path, { ignoreVary: true }));
  const freshOrKept = async (asked, path) => {
    const coming = fetch(asked), late = new Promise((done) => { setTimeout(done, PATIENCE); });
    let answer = null;
    try { answer = await Promise.race([coming, late]); } catch (error) { /* no network */ }
    if (answer && answer.status < 502) { return answer; }
    return await kept(path) || answer || coming;
  };
  self.addEventListener("fetch", (event) => {
    const asked = event.request, address = new URL(asked.url), path = address.pathname;
    if (asked.method !== "GET" || address.origin !== self.location.origin) { return; }
    if (path.indexOf("/static/") === 0) {
      event.respondWith(kept(path + address.search).then((found) => found || fetch(asked)));
    } else if (path === "/gaya/wilayah.css") {
      event.respondWith(freshOrKept(asked, path));
    } else if (path === self.KEPT.form && asked.mode === "navigate") {
      event.respondWith(freshOrKept(asked, self.KEPT.page));
    }
  });
})();
