/* Keys for the coordinator's desk, and the next report fetched before it is asked for; every page works without them.
   Written for browsers of 2017. */
(function () {
  "use strict";
  var all = function (selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); };
  var desk = null, on = true, kept = "", ahead = null;

  all("[data-check-all]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      var boxes = all("[type=checkbox]", link.closest("[data-checks]"));
      var every = boxes.every(function (box) { return box.checked; });
      boxes.forEach(function (box) { box.checked = !every; });
      event.preventDefault();
    });
  });

  // Single letters are keys only until their officer turns them off (WCAG 2.1.4); the browser keeps that for each.
  function choice(value) {
    try {
      if (value) { localStorage.setItem(kept, value); }
      return localStorage.getItem(kept);
    } catch (refused) { return value; }
  }
  function show() {
    desk.classList.toggle("has-keys", on);
    all("[data-key]", desk).forEach(function (one) {
      var named = one.tagName === "DETAILS" ? one.querySelector("summary") : one;
      if (on) { named.setAttribute("aria-keyshortcuts", one.getAttribute("data-key")); } else { named.removeAttribute("aria-keyshortcuts"); }
    });
    all("[data-keys]", desk).forEach(function (part) { part.hidden = part.classList.contains("key-note") && !on; });
    var button = desk.querySelector("[data-keys-switch]");
    if (button) { button.textContent = button.getAttribute(on ? "data-on" : "data-off"); }
  }

  // A fold opens alone, with the cursor in its first field, or on the button where there is none.
  function enter(fold) {
    if (!fold) { return; }
    all(".desk-step[open]", desk).forEach(function (other) { if (other !== fold) { other.open = false; } });
    fold.open = true;
    var field = fold.querySelector("input:checked, input:not([type=hidden]), select, textarea") || fold.querySelector(".button") || fold.querySelector("summary");
    field.focus();
    if (/^textarea$/i.test(field.tagName)) { field.setSelectionRange(field.value.length, field.value.length); }
    if (fold.scrollIntoView) { fold.scrollIntoView({ block: "nearest" }); }
  }
  function leave(fold) {
    fold.open = false;
    fold.querySelector("summary").focus();
  }

  function start() {
    desk = document.querySelector("[data-desk]");
    if (!desk) { return; }
    kept = "tanggap_pintasan_" + desk.getAttribute("data-officer");
    on = choice() !== "mati";
    var button = desk.querySelector("[data-keys-switch]");
    if (button) { button.addEventListener("click", function () { on = !on; choice(on ? "hidup" : "mati"); show(); }); }
    show();
    // What is named beside a suggestion opens here, without asking for the page again.
    all("[data-opens]", desk).forEach(function (link) {
      var fold = document.getElementById("langkah-" + link.getAttribute("data-opens"));
      if (!fold) { return; }
      link.addEventListener("click", function (event) {
        if (event.ctrlKey || event.metaKey || event.shiftKey) { return; }
        var body = fold.querySelector("select[name=body]"), words = fold.querySelector("textarea[name=words]");
        if (link.hasAttribute("data-body") && body) {
          body.value = link.getAttribute("data-body");
          if (words) { words.value = link.getAttribute("data-words"); }
        }
        enter(fold);
        event.preventDefault();
      });
    });
    if (self.Peta) { all("[data-map][data-tiles]", desk).forEach(function (box) { self.Peta(box).whole(); }); }
    var first = desk.querySelector("[data-first]");
    if (/^#langkah-/.test(location.hash)) {
      enter(document.getElementById(location.hash.slice(1)));
    } else if (first) {
      first.focus({ preventScroll: true });  // the report beside it stays in sight, and is read out with it
    }
    prefetch(desk.querySelector("[data-next]"));
  }

  // The next report is fetched while this one is read, with its photos; asked for, it is there at once.
  function prefetch(link) {
    ahead = null;
    if (!link || !self.fetch || !self.DOMParser || (navigator.connection && navigator.connection.saveData)) { return; }
    setTimeout(function () {
      fetch(link.href, { credentials: "same-origin" }).then(function (answer) {
        return answer.ok && !answer.redirected ? answer.text() : "";
      }).then(function (html) {
        var fresh = html && new DOMParser().parseFromString(html, "text/html");
        if (!fresh || !fresh.querySelector("[data-desk]")) { return; }
        all("[data-desk] img", fresh).forEach(function (one) { new Image().src = one.getAttribute("src"); });
        ahead = { href: link.href, page: fresh };
        link.setAttribute("data-ahead", "");
      }, function () { /* it is asked for as usual */ });
    }, 300);
    link.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || !ahead || ahead.href !== link.href) { return; }
      event.preventDefault();
      history.pushState({}, "", ahead.href);
      document.title = ahead.page.title;
      document.querySelector("main").innerHTML = ahead.page.querySelector("main").innerHTML;
      if (self.Pilihan) { self.Pilihan(document); }
      start();
      document.getElementById("terbuka").scrollIntoView();
    });
  }
  addEventListener("popstate", function () { if (desk) { location.reload(); } });

  // Where letters are typed, they are no keys; what is only ticked or chosen takes none.
  function writing(at) {
    return at.isContentEditable || /^(select|textarea)$/i.test(at.tagName) || (/^input$/i.test(at.tagName) && !/^(radio|checkbox)$/i.test(at.type));
  }
  function pressed(within, key) {
    return all("[data-key]", within).filter(function (one) {
      return one.getAttribute("data-key").split(" ").indexOf(key) >= 0 && one.offsetParent !== null;
    });
  }

  document.addEventListener("keydown", function (event) {
    if (!desk) { return; }
    var at = event.target, layer = at.closest ? at.closest("[data-layer]") : null;
    // A key held down, or still down when the next report opens, decides nothing.
    if (event.repeat) {
      if (event.key === "Enter" && desk.contains(at) && !writing(at)) { event.preventDefault(); }
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && at.form) {
      var send = at.form.querySelector("[type=submit]");
      if (send) { event.preventDefault(); send.click(); }
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) { return; }
    if (event.key === "Escape") {
      if (writing(at)) { (layer ? layer.querySelector("summary") : at).focus(); if (!layer) { at.blur(); } } else if (layer) { leave(layer); }
      return;
    }
    if (writing(at) || !on) { return; }
    var key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    // The arrows move between what can be ticked.
    if (/^Arrow/.test(key) && /^input$/i.test(at.tagName)) { return; }
    // What stands in the fold that is open comes before what stands beside it.
    var found = (layer && pressed(layer, key).filter(function (one) { return one !== layer; })[0]) || pressed(desk, key).filter(function (one) {
      var around = one.parentNode.closest("[data-layer]");
      return !around || around === layer;
    })[0];
    if (!found) { return; }
    event.preventDefault();
    if (found.tagName === "DETAILS") {
      if (found.open && found.id === "pintasan") { found.open = false; } else { enter(found); }
    } else {
      found.click();
      if (found.type === "radio") { found.focus(); }
    }
  });

  start();
})();
