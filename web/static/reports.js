/* The list of files brings itself up to date while one of them is being made. Without scripts a link does. */
(function () {
  "use strict";
  const every = 3000;
  let slow = 0;

  const list = () => document.getElementById("daftar-berkas");
  const again = () => {
    const here = list();
    if (!here || here.getAttribute("data-waiting") === "0") { return; }
    setTimeout(look, Math.min(every * (1 + slow / 5), 15000));
  };
  const look = () => {
    const here = list();
    if (document.hidden) { again(); return; }
    slow += 1;
    fetch(here.getAttribute("data-state"), { credentials: "same-origin" })
      .then((answer) => (answer.ok && !answer.redirected ? answer.text() : Promise.reject(answer.status)))
      .then((text) => {
        const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("daftar-berkas");
        // Whoever has moved the focus into the list keeps it: only what changed is put in its place.
        if (fresh && fresh.innerHTML !== here.innerHTML && !here.contains(document.activeElement)) {
          here.parentNode.replaceChild(document.importNode(fresh, true), here);
        }
      })
      .catch(() => { slow += 5; })
      .then(again);
  };
  again();
}());
