/* Small comforts; every page works without them. Written for browsers of 2017. */
(function () {
  "use strict";
  var each = function (selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); };

  each("[data-focus]", function (box) { box.focus(); });

  // On a phone the menu is one row: where one is stands in its middle.
  each(".side [aria-current]", function (link) {
    var row = link.closest(".side__in");
    row.scrollLeft = link.offsetLeft - (row.clientWidth - link.clientWidth) / 2;
  });

  // A second press while the first is on its way is swallowed; coming back with the back button wakes the form again.
  each("form[method=post]", function (form) {
    var sent = false;
    form.addEventListener("submit", function (event) {
      if (form.taken) { return; }  // report.js sends it
      if (sent) { event.preventDefault(); return; }
      sent = true;
      var button = form.querySelector(".button[type=submit]");
      if (button) { button.setAttribute("aria-disabled", "true"); }
    });
    window.addEventListener("pageshow", function () {
      sent = false;
      each(".button[aria-disabled]", function (button) { button.removeAttribute("aria-disabled"); });
    });
  });

  // What can be said while somebody writes. Photos and who writes stay here; what did not change is not said twice.
  each("[data-check]", function (box) {
    var form = box.closest("form"), waiting = 0, turn = 0, shown = "";
    var ask = function () {
      var written = new FormData(form), mine = ++turn;
      waiting = 0;
      ["photos", "voice", "name", "phone", "email"].forEach(function (name) { written.delete(name); });
      fetch(box.getAttribute("data-check"), { method: "POST", body: written, credentials: "same-origin" }).then(function (answer) {
        return answer.ok ? answer.text() : shown;
      }).then(function (words) {
        if (mine === turn && words !== shown) { box.innerHTML = shown = words; }
      }, function () {});
    };
    ["input", "change"].forEach(function (kind) {
      form.addEventListener(kind, function () { waiting = waiting || setTimeout(ask, 1500); });
    });
  });

  each("[data-chosen]", function (input) {
    input.addEventListener("change", function () {
      var count = input.files.length;
      document.getElementById(input.getAttribute("data-chosen")).textContent =
        count ? input.getAttribute("data-chosen-words").replace("{n}", count) : "";
    });
  });

  if (navigator.clipboard) {
    each("[data-copy]", function (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        navigator.clipboard.writeText(button.getAttribute("data-copy")).then(function () {
          button.textContent = button.getAttribute("data-copied");
        });
      });
    });
  }

  each("[data-print]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  // The place of the phone, only when asked for. Five decimals are about one metre.
  if (navigator.geolocation) {
    each("[data-locate]", function (box) {
      var button = box.querySelector("button"), answer = box.querySelector("[role=status]");
      box.hidden = false;
      button.addEventListener("click", function () {
        answer.textContent = box.getAttribute("data-searching");
        navigator.geolocation.getCurrentPosition(function (found) {
          var latitude = document.getElementById("latitude");
          latitude.value = found.coords.latitude.toFixed(5);
          document.getElementById("longitude").value = found.coords.longitude.toFixed(5);
          latitude.dispatchEvent(new Event("change", { bubbles: true }));
          answer.textContent = box.getAttribute("data-found").replace("{m}", Math.round(found.coords.accuracy));
        }, function () {
          answer.textContent = box.getAttribute("data-failed");
        }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
      });
    });
  }

  // The form in three short steps, one page where there are no scripts. Going back keeps everything.
  each("form[data-steps]", function (form) {
    var words = form.getAttribute("data-steps").split("|"), now = 1, last = 3;
    var add = function (tag, look, text, before) {
      var made = document.createElement(tag);
      made.className = look;
      made.textContent = text;
      before.parentNode.insertBefore(made, before);
      return made;
    };
    var end = form.querySelector("[data-send]"), first = form.querySelector("[data-step]");
    var line = add("p", "stages", "", first), bar = add("p", "part row row--apart", "", end);
    bar.appendChild(document.createElement("span"));
    var next = add("button", "button button--large", words[1], bar.firstChild);
    var back = add("button", "button button--quiet", words[2], bar.firstChild);
    next.type = back.type = "button";
    var show = function (step, move) {
      now = step;
      each("[data-step]", function (part) { part.hidden = Number(part.getAttribute("data-step")) !== now; });
      line.textContent = words[0].replace("{n}", now);
      line.setAttribute("data-now", now);
      back.hidden = now === 1;
      next.hidden = now === last;
      end.classList.toggle("not-yet", now !== last);
      if (move) {
        var title = form.querySelector("[data-step='" + now + "'] h2");
        title.tabIndex = -1;
        title.focus();
        line.scrollIntoView();
      }
    };
    var go = form.goTo = function (step, move) {
      if (step !== now) { history.pushState({ step: step }, ""); }
      show(step, move);
    };
    next.addEventListener("click", function () { go(now + 1, true); });
    back.addEventListener("click", function () { go(now - 1, true); });
    // The "go" of a phone's keyboard leads on; it sends on the last step alone.
    form.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && now !== last && event.target.matches("input:not([type=file])")) {
        event.preventDefault();
        go(now + 1, true);
      }
    });
    window.addEventListener("popstate", function (event) { show(event.state && event.state.step || 1, true); });
    document.addEventListener("click", function (event) {
      var link = event.target.closest && event.target.closest("a[href^='#']");
      var field = link && document.getElementById(link.getAttribute("href").slice(1));
      var part = field && field.closest("[data-step]"), fold = field && field.closest("details");
      if (fold) { fold.open = true; }
      if (part) {
        event.preventDefault();
        go(Number(part.getAttribute("data-step")), false);
        field.focus();
      }
    });
    var wrong = form.querySelector(".field--wrong"), begun = history.state && history.state.step;
    show(Number(wrong ? wrong.closest("[data-step]").getAttribute("data-step") : begun || 1), false);
  });

  // A piece of a page with its style and scripts, fetched when it is wanted.
  var fetched = function (address, place) {
    return fetch(address, { credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.text() : Promise.reject();
    }).then(function (text) {
      var box = document.createElement("div");
      box.innerHTML = text;
      var piece = place.appendChild(box.firstElementChild), style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = piece.getAttribute("data-style");
      document.head.appendChild(style);
      piece.getAttribute("data-scripts").split(" ").forEach(function (address) {
        var script = document.createElement("script");
        script.src = address;
        script.async = false;
        document.head.appendChild(script);
      });
      return piece;
    });
  };

  // The map on which a place is shown: fetched once, then folded away and out again.
  each("[data-pin]", function (place) {
    var button = place.querySelector("button"), told = place.querySelector("[role=status]"), map = null;
    place.hidden = false;
    button.addEventListener("click", function () {
      if (map && map.then) { return; }
      var show = function (yes) { map.hidden = !yes; button.setAttribute("aria-expanded", yes); };
      if (map) { show(map.hidden); return; }
      told.textContent = "";
      map = fetched(place.getAttribute("data-pin"), place).then(function (piece) { map = piece; show(true); }, function () {
        map = null;
        told.textContent = place.getAttribute("data-failed");
      });
    });
  });

  // Photos, voice, draft and what waits come once somebody begins, or at once where something was left on this phone.
  each("[data-tools]", function (form) {
    var asked = false;
    var begin = function () {
      if (asked) { return; }
      asked = true;
      fetched(form.getAttribute("data-tools"), document.body).catch(function () { asked = false; });
    };
    ["focusin", "pointerdown", "input"].forEach(function (kind) { form.addEventListener(kind, begin); });
    try { if (localStorage.getItem("tanggap")) { begin(); } } catch (error) { /* nothing may be kept here */ }
  });
})();
