/* Keys of the coordinator's desk; every page works without them. Written for browsers of 2017. */
(function () {
  "use strict";
  var all = function (selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); };

  all("[data-check-all]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      var boxes = all("[type=checkbox]", link.closest("[data-checks]"));
      var every = boxes.every(function (box) { return box.checked; });
      boxes.forEach(function (box) { box.checked = !every; });
      event.preventDefault();
    });
  });

  var desk = document.querySelector("[data-desk]"), KEPT = "tanggap_pintasan", on = true;
  if (!desk) { return; }
  try { on = localStorage.getItem(KEPT) !== "mati"; } catch (refused) { /* a browser that keeps nothing starts anew */ }

  var first = desk.querySelector("[data-first]"), button = desk.querySelector("[data-keys-switch]");
  if (/^#langkah-/.test(location.hash)) {
    enter(document.getElementById(location.hash.slice(1)));
  } else if (first) {
    first.focus({ preventScroll: true });  // the report above it stays in sight, and is read out with it
  }

  function show() {
    desk.classList.toggle("has-keys", on);
    if (button) { button.textContent = button.getAttribute(on ? "data-on" : "data-off"); }
  }
  all("[data-keys]", desk).forEach(function (part) { part.hidden = false; });
  if (button) {
    button.addEventListener("click", function () {
      on = !on;
      try { localStorage.setItem(KEPT, on ? "hidup" : "mati"); } catch (refused) { /* holds for this page */ }
      show();
    });
  }
  show();

  // A fold opens with the cursor in its first field.
  function enter(fold) {
    if (!fold) { return; }
    fold.open = true;
    var field = fold.querySelector("input:not([type=hidden]), select, textarea") || fold.querySelector("summary");
    field.focus();
  }

  function writing(at) {
    return at.isContentEditable || /^(input|select|textarea)$/i.test(at.tagName);
  }

  document.addEventListener("keydown", function (event) {
    // A key held down, or still down when the next report opens, decides nothing.
    if (event.repeat) {
      if (event.key === "Enter" && desk.contains(event.target) && !writing(event.target)) { event.preventDefault(); }
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) { return; }
    if (writing(event.target)) {
      if (event.key === "Escape") { event.target.blur(); }
      return;
    }
    if (!on) { return; }
    var key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    var found = all("[data-key]", desk).filter(function (one) {
      return one.getAttribute("data-key").split(" ").indexOf(key) >= 0;
    })[0];
    if (!found) { return; }
    event.preventDefault();
    if (found.tagName === "DETAILS") {
      if (found.open && found.id === "pintasan") { found.open = false; } else { enter(found); }
    } else if (found.hasAttribute("data-only-focus")) {
      found.focus();  // what closes a report is pressed once more
    } else {
      found.click();
    }
  });
})();
