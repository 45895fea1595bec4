/* Keys of the inbox, and what changes while it is looked at; the page works without them. Written for browsers of 2017. */
(function () {
  "use strict";
  var box = document.querySelector("[data-inbox]");
  if (!box) { return; }
  var all = function (selector, within) { return Array.prototype.slice.call((within || box).querySelectorAll(selector)); };
  var rows = all("tr[data-case]"), form = box.querySelector("[data-checks]"), KEPT = "tanggap_pintasan", on = true;
  try { on = localStorage.getItem(KEPT) !== "mati"; } catch (refused) { /* a browser that keeps nothing starts anew */ }

  // Choosing

  var number = box.querySelector("[data-chosen-count]"), every = box.querySelector("[data-check-all]");
  var tick = function (row) { return row.querySelector("[type=checkbox]"); };
  function chosen() { return rows.filter(function (row) { return tick(row).checked; }); }
  function tell() {
    var count = chosen().length;
    rows.forEach(function (row) { row.classList.toggle("is-chosen", tick(row).checked); });
    if (number) { number.textContent = count ? number.getAttribute("data-words").replace("{n}", count) : ""; }
  }
  if (form) { form.addEventListener("change", tell); }
  if (every) {
    every.hidden = false;
    every.addEventListener("click", function (event) {
      var some = chosen().length < rows.length;
      rows.forEach(function (row) { tick(row).checked = some; });
      event.preventDefault();
      tell();
    });
  }
  window.addEventListener("pageshow", tell);

  // Keys

  var button = box.querySelector("[data-keys-switch]");
  function show() {
    box.classList.toggle("has-keys", on);
    if (button) { button.textContent = button.getAttribute(on ? "data-on" : "data-off"); }
  }
  all("[data-keys]").forEach(function (part) { part.hidden = false; });
  if (button) {
    button.addEventListener("click", function () {
      on = !on;
      try { localStorage.setItem(KEPT, on ? "hidup" : "mati"); } catch (refused) { /* holds for this page */ }
      show();
    });
  }
  show();

  function at() {
    var row = document.activeElement && document.activeElement.closest && document.activeElement.closest("tr[data-case]");
    return row ? rows.indexOf(row) : -1;
  }
  function go(index) {
    var row = rows[Math.max(0, Math.min(rows.length - 1, index))], link = row && row.querySelector("a");
    if (link) {
      link.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    }
  }
  // What is meant where nothing is ticked is the row one stands on.
  function choose() {
    var here = rows[at()];
    if (!chosen().length && here) { tick(here).checked = true; tell(); }
    return chosen().length;
  }
  function writing(part) {
    return part.isContentEditable || /^(select|textarea)$/i.test(part.tagName) ||
      (part.tagName === "INPUT" && part.type !== "checkbox");
  }
  var keys = {
    j: function () { go(at() + 1); },
    k: function () { go(at() < 0 ? 0 : at() - 1); },
    x: function () { var row = rows[at()]; if (row) { tick(row).checked = !tick(row).checked; tell(); } },
    t: function (event, found) { if (!event.repeat && found && choose()) { found.click(); } },
    a: function (event, found) { if (found && choose()) { found.focus(); } },
    r: function () { if (bar && !bar.hidden) { bar.querySelector("a").click(); } },
    "/": function (event, found) { found.focus(); found.select(); },
    "?": function (event, found) {
      found.open = !found.open;
      if (found.open) { found.querySelector("summary").focus(); }
    }
  };
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) { return; }
    if (writing(event.target)) {
      if (event.key === "Escape") { event.target.blur(); }
      // Chosen with the keyboard, a colleague is confirmed with Enter.
      if (event.key === "Enter" && event.target.id === "petugas" && event.target.value && !event.repeat) {
        event.preventDefault();
        form.querySelector("[value=serahkan]").click();
      }
      return;
    }
    var key = event.key.length === 1 ? event.key.toLowerCase() : event.key, act = keys[key];
    if (!on || !act) { return; }
    event.preventDefault();
    act(event, box.querySelector("[data-key='" + key + "']"));
  });

  // What changed: rows are marked where they stand, and move only when somebody asks for it

  var bar = box.querySelector("[data-live-bar]"), words = box.querySelector("[data-live-words]");
  var gone = document.querySelector("[data-words-gone]"), LATELY = "tanggap_berubah", known = {}, others = {}, marked = {};
  rows.forEach(function (row) { known[row.getAttribute("data-case")] = Number(row.getAttribute("data-version")); });
  try {
    JSON.parse(sessionStorage.getItem(LATELY) || "[]").forEach(function (id) {
      rows.forEach(function (row) { if (row.getAttribute("data-case") === id) { row.classList.add("is-changed"); } });
    });
    sessionStorage.removeItem(LATELY);
  } catch (refused) { /* then nothing is marked after it was shown */ }

  function mark(id, text, left) {
    rows.forEach(function (row) {
      if (row.getAttribute("data-case") !== id) { return; }
      var place = row.querySelector("[data-changed]");
      row.classList.add("is-changed");
      row.classList.toggle("is-gone", Boolean(left));
      place.textContent = text;
      place.hidden = false;
      marked[id] = true;
    });
  }
  function sum() {
    var count = Object.keys(marked).length + Object.keys(others).length;
    if (!count) { return; }
    var text = words.getAttribute("data-one").replace("{n}", count);
    if (words.textContent !== text) { words.textContent = text; }
    bar.hidden = false;
  }
  function refresh() {
    waiting = 0;
    fetch(box.getAttribute("data-counts"), { credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.json() : Promise.reject();
    }).then(function (told) {
      Object.keys(told.daftar).forEach(function (name) {
        var place = box.querySelector("[data-count='" + name + "']");
        if (place) { place.textContent = told.daftar[name]; }
      });
      var link = document.querySelector(".side a[href='/kantor/kotak']"), bubble = link && link.querySelector(".count");
      if (link && !bubble && told.menu) {
        bubble = document.createElement("span");
        bubble.className = "count";
        link.appendChild(bubble);
      }
      if (bubble) { bubble.textContent = told.menu; bubble.hidden = !told.menu; }
    }).catch(function () { /* the numbers stay as they were */ });
  }
  var waiting = 0;
  function hear(event) {
    var told = JSON.parse(event.data);
    if (told.again) {
      words.textContent = words.getAttribute("data-stale");
      bar.hidden = false;
      return;
    }
    told.changes.forEach(function (one) {
      if (one.version <= (known[one.id] || 0)) { return; }
      if (known[one.id]) { mark(one.id, one.what, false); } else if (one.here) { others[one.id] = true; }
      if (known[one.id]) { known[one.id] = one.version; }
    });
    told.gone.forEach(function (id) {
      delete others[id];
      mark(id, gone.innerHTML, true);
    });
    sum();
    // Not everybody at the same moment.
    waiting = waiting || setTimeout(refresh, 300 + Math.random() * 1200);
  }
  if (bar) {
    bar.querySelector("a").addEventListener("click", function () {
      try {
        sessionStorage.setItem(LATELY, JSON.stringify(Object.keys(marked).concat(Object.keys(others))));
      } catch (refused) { /* then it is not marked */ }
    });
  }
  // A page nobody looks at listens to nothing: a browser opens only a few connections at a time.
  var source = null, last = "";
  function listen() {
    if (!window.EventSource || document.visibilityState === "hidden" || source) { return; }
    var address = box.getAttribute("data-live");
    source = new EventSource(last ? address.replace(/sejak=\d+/, "sejak=" + last) : address);
    source.addEventListener("perubahan", function (event) {
      if (event.lastEventId) { last = event.lastEventId; }
      hear(event);
    });
    // A refusal ends it; it is asked again after a while, for the server may only have been away.
    source.addEventListener("error", function () {
      if (source && source.readyState === 2) { source = null; setTimeout(listen, 10000); }
    });
  }
  function leave() { if (source) { source.close(); source = null; } }
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") { leave(); } else { listen(); }
  });
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", listen);
  listen();
})();
