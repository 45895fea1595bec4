/* Hands a page on by what the phone itself offers. Written for browsers of 2017. */
(function () {
  "use strict";
  if (!navigator.share) { return; }
  Array.prototype.forEach.call(document.querySelectorAll("[data-share]"), function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.share({ title: button.getAttribute("data-title"), url: button.getAttribute("data-share") }).catch(function () {
        /* thought better of it */
      });
    });
  });
})();
