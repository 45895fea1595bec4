/* Ctrl and Enter send the parts of a report from any of their fields. Written for browsers of 2017. */
(function () {
  "use strict";
  var form = document.querySelector("[data-split]");
  if (!form) { return; }
  form.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) { return; }
    event.preventDefault();
    form.querySelector("[type=submit]").click();
  });
})();
