/* Ctrl and Enter send the parts of a report from any of their fields; Enter alone, which chooses a unit, never does.
   Written for browsers of 2017. */
(function () {
  "use strict";
  var form = document.querySelector("[data-split]");
  if (!form) { return; }
  form.addEventListener("keydown", function (event) {
    if (event.key !== "Enter") { return; }
    if (!(event.ctrlKey || event.metaKey)) {
      if (event.target.tagName === "INPUT") { event.preventDefault(); }
      return;
    }
    event.preventDefault();
    if (event.repeat) { return; }
    form.querySelector("[type=submit]").click();
  });
})();
