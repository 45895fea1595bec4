/* A field with suggestions that are found by any part of their names or of what is said of them (the editable combobox of
   the WAI-ARIA authoring practices). Without it the field has its datalist. Written for browsers of 2017. */
(function () {
  "use strict";
  var MOST = 8, WAIT = 200, number = 0;
  var plain = function (text) { return text.toLowerCase().replace(/[^a-z0-9\u00c0-\u024f]+/g, " ").trim(); };

  // How well something fits what is typed, lower is better; -1: not at all. Names count before what is said of them.
  function rank(option, words) {
    var sum = 0;
    for (var i = 0; i < words.length; i++) {
      var at = [option.short, option.value, option.more].map(function (text) { return (" " + plain(text)).indexOf(" " + words[i]); });
      var inside = plain(option.value + " " + option.more).indexOf(words[i]);
      if (at[0] === 0) { sum += 0; } else if (at[0] > 0 || at[1] >= 0) { sum += 1; } else if (at[2] >= 0) { sum += 4; } else if (inside >= 0) { sum += 8; } else { return -1; }
    }
    return sum;
  }

  // The text with the words that were typed marked in it.
  function marked(text, words, into) {
    var low = text.toLowerCase(), at = 0;
    while (at < text.length) {
      var next = -1, long = 0;
      words.forEach(function (word) {
        var found = low.indexOf(word, at);
        if (found >= 0 && (next < 0 || found < next)) { next = found; long = word.length; }
      });
      if (next < 0) { break; }
      into.appendChild(document.createTextNode(text.slice(at, next)));
      into.appendChild(document.createElement("mark")).textContent = text.slice(next, next + long);
      at = next + long;
    }
    into.appendChild(document.createTextNode(text.slice(at)));
    return into;
  }

  function make(input) {
    var source = document.getElementById(input.getAttribute("list")), search = input.getAttribute("data-search");
    if (!source) { return; }
    var options = Array.prototype.map.call(source.querySelectorAll("option"), function (one) {
      return { value: one.value, short: one.getAttribute("data-short") || "", more: one.getAttribute("data-more") || "" };
    });
    input.removeAttribute("list");
    number += 1;
    var box = document.createElement("div"), list = document.createElement("ul"), said = document.createElement("p");
    var shown = [], active = -1, timer = 0, asked = "";
    box.className = "combobox";
    input.parentNode.insertBefore(box, input);
    box.appendChild(input);
    box.appendChild(list);
    box.appendChild(said);
    list.id = "combobox-" + number;
    list.className = "combobox__list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", (document.querySelector("label[for='" + input.id + "']") || input).textContent);
    said.className = "only-heard";
    said.setAttribute("role", "status");
    [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id], ["autocapitalize", "none"], ["spellcheck", "false"]].forEach(function (one) { input.setAttribute(one[0], one[1]); });

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function mark(place) {
      active = place;
      Array.prototype.forEach.call(list.children, function (one, i) { one.setAttribute("aria-selected", i === place ? "true" : "false"); });
      var chosen = list.children[place];
      if (!chosen) { input.removeAttribute("aria-activedescendant"); return; }
      input.setAttribute("aria-activedescendant", chosen.id);
      if (chosen.offsetTop < list.scrollTop) { list.scrollTop = chosen.offsetTop; }
      if (chosen.offsetTop + chosen.offsetHeight > list.scrollTop + list.clientHeight) { list.scrollTop = chosen.offsetTop + chosen.offsetHeight - list.clientHeight; }
    }
    function draw(found, words) {
      shown = found.slice(0, MOST);
      list.textContent = "";
      shown.forEach(function (option, i) {
        var item = document.createElement("li"), name = document.createElement("span"), more = document.createElement("span");
        item.id = list.id + "-" + i;
        item.setAttribute("role", "option");
        name.className = "combobox__name";
        more.className = "combobox__more";
        item.appendChild(marked(search ? option.short || option.value : option.value, words, name));
        if (option.more) { item.appendChild(marked(option.more, words, more)); }
        item.addEventListener("mousedown", function (event) { event.preventDefault(); pick(i); });
        list.appendChild(item);
      });
      said.textContent = words.length || shown.length ? shown.length ? input.getAttribute("data-found").replace("{n}", shown.length) : input.getAttribute("data-none") : "";
      if (!shown.length) { close(); return; }
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(words.length ? 0 : -1);
    }
    function look() {
      var typed = plain(input.value), words = typed ? typed.split(" ") : [];
      var found = options.map(function (option) { return { option: option, rank: words.length ? rank(option, words) : 0 }; });
      found = found.filter(function (one) { return one.rank >= 0; });
      found.sort(function (one, other) { return one.rank - other.rank; });
      found = found.map(function (one) { return one.option; });
      draw(found, words);
      if (search && typed.length >= 3) {
        clearTimeout(timer);
        timer = setTimeout(function () { ask(typed, words, found); }, WAIT);
      }
    }
    function ask(typed, words, before) {
      asked = typed;
      fetch(search + "&kata=" + encodeURIComponent(input.value), { credentials: "same-origin" }).then(function (answer) {
        return answer.ok ? answer.json() : [];
      }).then(function (found) {
        if (asked !== plain(input.value) || document.activeElement !== input) { return; }
        var known = {};
        before.forEach(function (one) { known[plain(one.value).replace(/ /g, "")] = true; });
        draw(before.concat(found.filter(function (one) { return !known[plain(one.value).replace(/ /g, "")]; }).map(function (one) {
          return { value: one.value, short: one.label, more: one.more };
        })), words);
      }, function () { /* the code can still be typed whole */ });
    }
    function exact(option) {
      var typed = plain(input.value);
      return !search && (typed === plain(option.value) || typed === plain(option.short));
    }
    function pick(place) {
      input.value = shown[place].value;
      said.textContent = shown[place].short || shown[place].value;
      close();
    }
    input.addEventListener("input", look);
    input.addEventListener("focus", function () { if (search && !input.value && options.length) { look(); } });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", function (event) {
      var open = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!open) { look(); open = !list.hidden; }
        if (open) { mark((active + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length); }
        event.preventDefault();
      } else if (event.key === "Enter" && open && active >= 0 && !event.ctrlKey) {
        // What was typed whole needs no second press.
        if (exact(shown[active])) { pick(active); return; }
        pick(active);
        event.preventDefault();
      } else if (event.key === "Escape" && open) {
        close();
        event.preventDefault();
        event.stopPropagation();
      }
    });
  }

  self.Pilihan = function (within) {
    Array.prototype.forEach.call(within.querySelectorAll("[data-combobox]"), make);
  };
  self.Pilihan(document);
})();
