/* “Catat aduan”: Ctrl+Enter sends from every field; why something is written down so late is asked only where it is.
   The page works without it. Written for browsers of 2017. */
(function () {
  "use strict";
  var each = function (selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); };

  each("form[data-send-keys]", function (form) {
    each("[data-keys-note]", function (note) { note.hidden = false; });
    form.addEventListener("keydown", function (event) {
      var alone = !(event.ctrlKey || event.metaKey);
      if (event.key !== "Enter" || (alone && event.target.tagName !== "INPUT")) { return; }
      event.preventDefault();  // Enter in a field chooses from its list; half a report is not sent by it
      if (alone) { return; }
      form.querySelector("button[type=submit]:not([formaction])").click();
    });
  });

  each("[data-late-from]", function (place) {
    var day = document.getElementById("received_on"), most = Number(place.getAttribute("data-late-from"));
    var look = function () {
      var ago = (Date.now() - Date.parse(day.value)) / 86400000;
      place.hidden = place.hasAttribute("data-late") && !(ago > most);
    };
    if (!day) { return; }
    day.addEventListener("change", look);
    look();
  });

  each("[data-copy-from]", function (button) {
    var box = document.getElementById(button.getAttribute("data-copy-from"));
    if (!navigator.clipboard || !box) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(box.value).then(function () { button.textContent = button.getAttribute("data-copied"); });
    });
  });
})();
