/* The service worker: keeps the empty form on the phone and sends what waits when there is a network again.
   Before it stands what it keeps: self.KEPT = {files, scripts, version}. Written for browsers of 2017. */
(function () {
  "use strict";
  const NAME = "tanggap-" + self.KEPT.version;
  const PAGES = ["/luring", "/alat", "/gaya/wilayah.css"], PATIENCE = 8000;
  self.importScripts.apply(self, self.KEPT.scripts);

  const keepPages = async () => {
    const cache = await caches.open(NAME);
    await Promise.all(PAGES.map(async (path) => {
      const answer = await fetch(path, { credentials: "same-origin", cache: "no-store" });
      if (answer.ok) { await cache.put(path, answer); }
    }));
  };
  const tell = async () => {
    (await self.clients.matchAll()).forEach((one) => { one.postMessage("changed"); });
  };

  self.addEventListener("install", (event) => {
    event.waitUntil((async () => {
      await (await caches.open(NAME)).addAll(self.KEPT.files);
      await keepPages();
      await self.skipWaiting();
    })());
  });
  self.addEventListener("activate", (event) => {
    event.waitUntil((async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((one) => one.indexOf("tanggap-") === 0 && one !== NAME).map((one) => caches.delete(one)));
      await self.clients.claim();
    })());
  });

  // What the network gives; where it gives nothing, or a proxy's excuse, or takes too long, what lies on the phone.
  const freshOrKept = async (asked, path) => {
    const coming = fetch(asked), late = new Promise((done) => { setTimeout(done, PATIENCE); });
    let answer = null;
    try { answer = await Promise.race([coming, late]); } catch (error) { /* no network */ }
    if (answer && answer.status < 502) { return answer; }
    return await kept(path) || answer || coming;
  };
  const kept = (path) => caches.open(NAME).then((cache) => cache.match(path, { ignoreVary: true }));
  self.addEventListener("fetch", (event) => {
    const asked = event.request, address = new URL(asked.url), path = address.pathname;
    if (asked.method !== "GET" || address.origin !== self.location.origin) { return; }
    if (path.indexOf("/static/") === 0) {
      event.respondWith(kept(path + address.search).then((found) => found || fetch(asked)));
    } else if (path === "/alat" || path === "/gaya/wilayah.css") {
      event.respondWith(freshOrKept(asked, path));
    } else if (path === "/" && asked.mode === "navigate" && address.search.indexOf("tautan=") < 0) {
      // A link from a chat makes a report confidential, which the kept form knows nothing of.
      event.respondWith(freshOrKept(asked, "/luring"));
    }
  });

  const sendAll = async () => {
    const done = await self.Outbox.sendAll("", "");
    await tell();
    if (!done) { throw new Error("some still wait"); }  // asks the browser to wake us again
  };
  self.addEventListener("sync", (event) => { event.waitUntil(sendAll()); });

  // The page speaks another language than what was kept, or that is of another day: places and promises change.
  self.addEventListener("message", (event) => {
    const language = event.data && event.data.language;
    if (!language) { return; }
    event.waitUntil((async () => {
      const cache = await caches.open(NAME), held = await cache.match("/bahasa"), today = language + " " + new Date().toDateString();
      if (held && await held.text() === today) { return; }
      await keepPages();
      await cache.put("/bahasa", new Response(today));
    })().catch(() => {}));
  });
})();
