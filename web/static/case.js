/* The desk of one case: drafts kept as they are typed, who else is there, colleagues suggested after an @, keys of the
   page of a file. Every page works without it. Written for browsers of 2017. */
(function () {
  "use strict";
  var each = function (selector, act, within) {
    Array.prototype.forEach.call((within || document).querySelectorAll(selector), act);
  };
  var sent = function (address, body) {
    return fetch(address, { method: "POST", body: body, credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.ok ? answer.json() : Promise.reject(answer.status); });
  };
  var writing = "", wrote = 0;

  // Drafts: a second after the last letter, and once more when the page is left.
  each("form[data-draft]", function (form) {
    var told = form.querySelector("[data-draft-status]"), waiting = 0, turn = Promise.resolve(), over = false;
    var typed = function () {
      var body = new FormData(form);
      each("input[type=file]", function (field) { body.delete(field.name); }, form);
      return body;
    };
    var save = function () {
      clearTimeout(waiting);
      waiting = 0;
      turn = turn.then(function () {
        return over ? null : sent(form.getAttribute("data-draft"), typed()).then(function (answer) {
          told.textContent = answer.saved ? told.getAttribute("data-saved").replace("{hour}", answer.saved) : "";
        }, function () { told.textContent = told.getAttribute("data-unsaved"); });
      });
    };
    form.addEventListener("input", function (event) {
      if (event.target.type === "file") { return; }
      writing = form.getAttribute("data-move");
      wrote = Date.now();
      clearTimeout(waiting);
      waiting = setTimeout(save, 1000);
    });
    form.addEventListener("submit", function () { over = true; clearTimeout(waiting); });
    // Back from a page that never came: what is typed now is kept again.
    window.addEventListener("pageshow", function () { over = false; });
    window.addEventListener("pagehide", function () {
      if (waiting && !over && navigator.sendBeacon) { navigator.sendBeacon(form.getAttribute("data-draft"), typed()); }
    });
  });

  // A standard reply goes where the cursor is.
  each("[data-reply]", function (place) {
    var box = document.getElementById(place.getAttribute("data-reply-into"));
    var list = place.querySelector("select"), said = place.querySelector("[role=status]");
    var used = box && box.form.querySelector("input[name=balasan_dipakai]");
    if (!box || !window.fetch) { return; }
    place.querySelector("button:not([hidden])").addEventListener("click", function (event) {
      event.preventDefault();
      if (!list.value) { list.focus(); return; }
      fetch(place.getAttribute("data-reply") + "?pilih=" + encodeURIComponent(list.value), { credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.json() : Promise.reject(answer.status); })
        .then(function (answer) {
          var start = box.selectionStart, head = box.value.slice(0, start), tail = box.value.slice(box.selectionEnd);
          if (document.activeElement !== box && !start) { head = box.value; tail = ""; }
          if (head && !/\s$/.test(head)) { head += "\n\n"; }
          box.value = head + answer.words + tail;
          used.value = answer.used;
          box.setSelectionRange(head.length, head.length + answer.words.length);
          box.dispatchEvent(new Event("input", { bubbles: true }));
          box.focus();
          said.textContent = place.getAttribute("data-reply-words");
        }, function () { said.textContent = place.getAttribute("data-reply-failed"); });
    });
  });

  // Who else has the case open. Nobody is asked while the page is hidden.
  each("[data-presence]", function (place) {
    var token = document.querySelector("input[name=_csrf_token]"), shown = "";
    each("p", function (line) { shown += (shown ? "\n" : "") + line.textContent; }, place);
    var line = function (words, look) {
      var made = document.createElement("p");
      made.textContent = words;
      made.className = look || "";
      place.appendChild(made);
    };
    var ask = function () {
      if (document.hidden || !token) { return; }
      var body = new FormData();
      body.append("_csrf_token", token.value);
      body.append("version", place.getAttribute("data-version"));
      body.append("writing", Date.now() - wrote < 30000 ? writing : "");
      sent(place.getAttribute("data-presence"), body).then(function (answer) {
        var now = answer.others.join("\n") + answer.changed;
        if (now === shown) { return; }
        shown = now;
        place.textContent = "";
        answer.others.forEach(function (words) { line(words); });
        if (answer.changed) { line(answer.changed, "there--changed"); }
      }, function () {});
    };
    setInterval(ask, 15000);
    document.addEventListener("visibilitychange", ask);
    document.addEventListener("input", function () {
      if (!place.asked) { place.asked = setTimeout(function () { place.asked = 0; ask(); }, 2000); }
    });
  });

  // Colleagues, once somebody types an @ and the beginning of a name.
  each("[data-mentions]", function (place) {
    var box = place.querySelector("textarea"), list = document.createElement("ul"), said = document.createElement("p");
    var found = [], at = 0, asked = "", begins = -1;
    list.className = "mentions";
    list.id = "mentions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "@");
    list.hidden = true;
    said.className = "only-heard";
    said.setAttribute("role", "status");
    box.parentNode.insertBefore(list, box.nextSibling);
    box.parentNode.appendChild(said);
    box.setAttribute("aria-controls", "mentions");
    box.setAttribute("aria-autocomplete", "list");
    var close = function () {
      list.hidden = true;
      found = [];
      box.removeAttribute("aria-activedescendant");
    };
    var mark = function () {
      each("li", function (item, place) {
        item.setAttribute("aria-selected", place === at);
        if (place === at) { box.setAttribute("aria-activedescendant", item.id); }
      }, list);
    };
    var choose = function (one) {
      var end = box.selectionStart, head = box.value.slice(0, begins) + "@" + one.username + " ";
      box.value = head + box.value.slice(end).replace(/^ /, "");
      box.setSelectionRange(head.length, head.length);
      box.dispatchEvent(new Event("input", { bubbles: true }));
      close();
      box.focus();
    };
    var show = function (answer) {
      found = answer;
      at = 0;
      list.textContent = "";
      found.forEach(function (one, number) {
        var item = document.createElement("li"), more = document.createElement("small");
        item.id = "mention-" + number;
        item.setAttribute("role", "option");
        item.textContent = one.name + " ";
        more.textContent = "@" + one.username + " \u00b7 " + one.what;
        item.appendChild(more);
        item.addEventListener("mousedown", function (event) { event.preventDefault(); choose(one); });
        list.appendChild(item);
      });
      list.hidden = !found.length;
      said.textContent = found.length ? place.getAttribute("data-mentions-words").replace("{n}", found.length) : "";
      if (found.length) { mark(); } else { close(); }
    };
    box.addEventListener("input", function () {
      var before = box.value.slice(0, box.selectionStart), match = /(?:^|[\s(])@([a-z0-9._-]*)$/i.exec(before);
      if (!match) { asked = ""; close(); return; }
      begins = before.length - match[1].length - 1;
      asked = match[1];
      fetch(place.getAttribute("data-mentions") + "?q=" + encodeURIComponent(asked), { credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.json() : []; })
        .then(function (answer) { if (match[1] === asked) { show(answer); } }, function () {});
    });
    box.addEventListener("keydown", function (event) {
      if (list.hidden) { return; }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
        mark();
      } else if (event.key === "Enter" || event.key === "Tab") {
        choose(found[at]);
      } else if (event.key === "Escape") {
        close();
      } else { return; }
      event.preventDefault();
    });
    box.addEventListener("blur", close);
  });

  // The page of a file: arrows lead to its neighbours, Escape back to the case.
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT|AUDIO|VIDEO)$/.test(event.target.tagName)) { return; }
    each("a[data-key]", function (link) {
      if (link.getAttribute("data-key") === event.key) { event.preventDefault(); location.href = link.href; }
    });
  });
})();
