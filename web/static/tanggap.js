/* Small comforts; every page works without them. Written for browsers of 2017. */
(function () {
  "use strict";
  var each = function (selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); };

  each("[data-focus]", function (box) { box.focus(); });

  // A second press while the first is on its way is swallowed; coming back with the back button wakes the form again.
  each("form[method=post]", function (form) {
    var sent = false;
    form.addEventListener("submit", function (event) {
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

  // What can be said while somebody writes. Photos stay here; what did not change is not said twice.
  each("[data-check]", function (box) {
    var form = box.closest("form"), waiting = 0, turn = 0, shown = "";
    var ask = function () {
      var written = new FormData(form), mine = ++turn;
      waiting = 0;
      written.delete("photos");
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
          document.getElementById("latitude").value = found.coords.latitude.toFixed(5);
          document.getElementById("longitude").value = found.coords.longitude.toFixed(5);
          answer.textContent = box.getAttribute("data-found").replace("{m}", Math.round(found.coords.accuracy));
        }, function () {
          answer.textContent = box.getAttribute("data-failed");
        }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
      });
    });
  }
})();
