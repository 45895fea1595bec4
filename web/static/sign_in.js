/* Does the work that a try to sign in costs while an account is being tried from elsewhere. For browsers of 2017. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-work]"), told = form && form.querySelector("[data-told]"), busy = false;
  if (!form || typeof Worker === "undefined") { return; }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (busy) { return; }
    busy = true;
    told.textContent = form.getAttribute("data-working");
    var worker = new Worker(form.getAttribute("data-program"));
    worker.onmessage = function (answer) {
      form.elements.proof.value = answer.data;
      form.submit();
    };
    worker.onerror = function () { form.submit(); };
    worker.postMessage([form.getAttribute("data-work"), form.elements.key.value]);
  }, true);
  window.addEventListener("pageshow", function () { busy = false; });
})();
