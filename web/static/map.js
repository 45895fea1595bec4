/* A map one can come nearer to: drag, pinch, buttons and keys move the view; marks keep their size, those that would lie on
   each other become one, and nearer ones are fetched when they are wanted. For browsers of 2017. */
(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg", EARTH = 40075017, SUB_AREAS = 300, PLACES = 60, FINEST = 1, LAST_TILES = 19;
  var each = function (list, act) { Array.prototype.forEach.call(list, act); };

  window.Peta = function (box, calls) {
    var svg = box.querySelector("svg"), whole = svg.getAttribute("viewBox").split(" ").map(Number);
    var full = whole[2], ratio = whole[3] / full, told = function (name) { return Number(box.getAttribute("data-" + name)); };
    var west = told("west"), north = told("north"), scale = told("scale"), tiles = box.getAttribute("data-tiles");
    var view = { x: 0, y: 0, w: full }, held = {}, moved = false, pinch = 0, drawing = 0, map = {};
    calls = calls || {};

    // Units of the drawing a pixel takes, and metres of the earth.
    map.unit = function () { return view.w / (svg.clientWidth || full); };
    map.metres = function () {
      var middle = map.degrees(view.x + view.w / 2, view.y + view.w * ratio / 2)[0] * Math.PI / 180;
      return map.unit() / scale * EARTH * Math.cos(middle);
    };
    map.degrees = function (x, y) {
      var down = Math.PI * (1 - 2 * (north + y / scale));
      return [Math.atan((Math.exp(down) - Math.exp(-down)) / 2) * 180 / Math.PI, (west + x / scale) * 360 - 180];
    };
    map.spot = function (latitude, longitude) {
      var bent = Math.log(Math.tan(Math.PI / 4 + latitude * Math.PI / 360));
      return [((longitude + 180) / 360 - west) * scale, ((1 - bent / Math.PI) / 2 - north) * scale];
    };
    map.under = function (event) {
      var edge = svg.getBoundingClientRect(), unit = map.unit();
      return [view.x + (event.clientX - edge.left) * unit, view.y + (event.clientY - edge.top) * unit];
    };
    map.view = view;
    map.ratio = ratio;

    var between = function (low, value, high) { return Math.max(low, Math.min(value, high)); };
    map.look = function (x, y, wide) {
      view.w = between(FINEST * (svg.clientWidth || full) * scale / EARTH, wide, full);
      view.x = between(0, x, full - view.w);
      view.y = between(0, y, (full - view.w) * ratio);
      if (!drawing) { drawing = requestAnimationFrame(draw); }
    };
    map.zoom = function (times, at) {
      at = at || [view.x + view.w / 2, view.y + view.w * ratio / 2];
      var before = view.w, wide = between(FINEST * (svg.clientWidth || full) * scale / EARTH, before / times, full);
      map.look(at[0] - (at[0] - view.x) * wide / before, at[1] - (at[1] - view.y) * wide / before, wide);
    };
    map.pan = function (right, down) { map.look(view.x + right * map.unit(), view.y + down * map.unit(), view.w); };
    map.whole = function () { map.look(0, 0, full); };

    var draw = function () {
      drawing = 0;
      svg.setAttribute("viewBox", [view.x, view.y, view.w, view.w * ratio].join(" "));
      box.classList.toggle("map__view--near", view.w < full * 0.999);
      if (tiles) { lay(); }
      arrange(svg, map.unit(), view, box);
      if (calls.drawn) { calls.drawn(map); }
    };
    var lay = function () {
      var layer = svg.querySelector("[data-layer=tiles]"), fine = Math.round(Math.log(scale / map.unit() / 256) / Math.LN2);
      var z = between(0, fine, LAST_TILES), count = Math.pow(2, z), side = scale / count, wanted = {};
      var first = function (edge, start) { return Math.floor((start + edge / scale) * count); };
      for (var x = first(view.x, west); x <= first(view.x + view.w, west); x++) {
        for (var y = first(view.y, north); y <= first(view.y + view.w * ratio, north); y++) { wanted[z + "/" + x + "/" + y] = [x, y]; }
      }
      each(Array.prototype.slice.call(layer.childNodes), function (one) {
        var key = one.getAttribute("data-key");
        if (wanted[key]) { delete wanted[key]; } else { layer.removeChild(one); }
      });
      Object.keys(wanted).forEach(function (key) {
        var picture = layer.appendChild(document.createElementNS(SVG, "image")), at = wanted[key];
        var values = {
          "data-key": key, x: (at[0] / count - west) * scale, y: (at[1] / count - north) * scale, width: side, height: side,
          href: tiles.replace("{z}", z).replace("{x}", at[0]).replace("{y}", at[1])
        };
        Object.keys(values).forEach(function (name) { picture.setAttribute(name, values[name]); });
      });
    };

    // Fingers and mouse. A press that moved is no press on a link.
    var fingers = function () { return Object.keys(held).map(function (key) { return held[key]; }); };
    var apart = function (two) { return Math.sqrt(Math.pow(two[0].clientX - two[1].clientX, 2) + Math.pow(two[0].clientY - two[1].clientY, 2)); };
    svg.addEventListener("pointerdown", function (event) {
      if (event.button) { return; }
      held[event.pointerId] = { clientX: event.clientX, clientY: event.clientY, from: [event.clientX, event.clientY] };
      if (fingers().length === 1) { moved = false; map.grabbed = calls.grab ? calls.grab(event, map) : false; }
      pinch = fingers().length === 2 ? apart(fingers()) : 0;
    });
    svg.addEventListener("pointermove", function (event) {
      var finger = held[event.pointerId];
      if (!finger) { return; }
      var right = finger.clientX - event.clientX, down = finger.clientY - event.clientY;
      if (!moved && Math.abs(event.clientX - finger.from[0]) + Math.abs(event.clientY - finger.from[1]) < 6) { return; }
      if (!moved) {
        moved = true;
        try { svg.setPointerCapture(event.pointerId); } catch (error) { /* it has gone */ }
        box.classList.add("map__view--held");
      }
      finger.clientX = event.clientX;
      finger.clientY = event.clientY;
      var two = fingers();
      if (two.length === 2) {
        var now = apart(two), middle = { clientX: (two[0].clientX + two[1].clientX) / 2, clientY: (two[0].clientY + two[1].clientY) / 2 };
        if (pinch) { map.zoom(now / pinch, map.under(middle)); }
        pinch = now;
        map.pan(right / 2, down / 2);
      } else if (map.grabbed && calls.drag) {
        calls.drag(map.under(event), map);
      } else {
        map.pan(right, down);
      }
    });
    var let_go = function (event) {
      if (!held[event.pointerId]) { return; }
      delete held[event.pointerId];
      pinch = 0;
      if (fingers().length) { return; }
      box.classList.remove("map__view--held");
      if (event.type === "pointerup" && calls.drop) { calls.drop(map.under(event), map, moved); }
    };
    svg.addEventListener("pointerup", let_go);
    svg.addEventListener("pointercancel", let_go);
    svg.addEventListener("dragstart", function (event) { event.preventDefault(); });
    svg.addEventListener("click", function (event) {
      var mark = event.target.closest && event.target.closest(".map__mark");
      if (moved) { event.preventDefault(); return; }
      if (mark && mark.several) {
        event.preventDefault();
        map.zoom(2.5, [Number(mark.getAttribute("data-x")), Number(mark.getAttribute("data-y"))]);
      }
    });
    svg.addEventListener("dblclick", function (event) {
      if (!event.target.closest(".map__mark")) { map.zoom(2, map.under(event)); }
    });
    box.addEventListener("wheel", function (event) {
      if (!event.ctrlKey) { return; }  // else the page is scrolled
      event.preventDefault();
      map.zoom(Math.pow(2, -between(-60, event.deltaY, 60) / 100), map.under(event));
    });

    // Keys.
    box.tabIndex = 0;
    if (box.getAttribute("data-say-keys")) { box.setAttribute("aria-label", box.getAttribute("data-say-keys")); }
    box.addEventListener("keydown", function (event) {
      if (event.target !== box || event.altKey || event.ctrlKey || event.metaKey) { return; }
      var steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }, step = steps[event.key];
      if (calls.key && calls.key(event, step, map)) { event.preventDefault(); return; }
      if (step) {
        map.pan(step[0] * 60, step[1] * 60);
      } else if (event.key === "+" || event.key === "=") {
        map.zoom(1.6);
      } else if (event.key === "-") {
        map.zoom(1 / 1.6);
      } else if (event.key === "0" || event.key === "Home") {
        map.whole();
      } else { return; }
      event.preventDefault();
    });
    var tools = box.querySelector("[data-tools-of-map]"), acts = {
      nearer: function () { map.zoom(2); }, farther: function () { map.zoom(0.5); }, whole: map.whole
    };
    Object.keys(acts).forEach(function (name) { tools.querySelector("[data-do=" + name + "]").addEventListener("click", acts[name]); });
    tools.hidden = false;
    box.classList.add("map__view--live");
    box.classList.toggle("map__view--tiles", Boolean(tiles));
    window.addEventListener("resize", function () { map.look(view.x, view.y, view.w); });
    map.redraw = function () { map.look(view.x, view.y, view.w); };
    draw();
    return map;
  };

  // Marks keep their size on the page. Of those that would overlap the biggest stands for all, with their sum.
  var arrange = function (svg, unit, view, box) {
    var kept = [], marks = [];
    each(svg.querySelectorAll(".map__mark"), function (mark) {
      var at = [Number(mark.getAttribute("data-x")), Number(mark.getAttribute("data-y"))];
      mark.setAttribute("transform", "translate(" + at[0] + " " + at[1] + ") scale(" + unit + ")");
      if (mark.parentNode.getAttribute("display") === "none") { return; }
      mark.at = [(at[0] - view.x) / unit, (at[1] - view.y) / unit];
      mark.said = mark.said || mark.getAttribute("aria-label");
      mark.quiet = mark.parentNode.hasAttribute("data-quiet");
      mark.own = mark.quiet ? 0 : Number(mark.getAttribute("data-count"));
      marks.push(mark);
    });
    marks.sort(function (one, other) { return other.own - one.own; });
    marks.forEach(function (mark) {
      var size = mark.size = mark.quiet ? 0 : Number(mark.querySelector("circle").getAttribute("r"));
      var over = kept.filter(function (one) {
        return Math.sqrt(Math.pow(one.at[0] - mark.at[0], 2) + Math.pow(one.at[1] - mark.at[1], 2)) < (one.size + size) * 0.8;
      })[0];
      mark.setAttribute("display", over ? "none" : "inline");
      mark.several = 0;
      mark.sum = mark.own;
      if (!over) { kept.push(mark); return; }
      if (mark.own) { over.several = (over.several || 1) + 1; over.sum += mark.own; }
    });
    kept.forEach(function (mark) {
      var count = mark.querySelector(".map__count"), words = box.getAttribute("data-say-several");
      if (!count && mark.several) {
        count = mark.appendChild(document.createElementNS(SVG, "text"));
        count.setAttribute("class", "map__count");
        count.setAttribute("y", "3.5");
      }
      if (count && !mark.quiet) { count.textContent = mark.sum > 1 || mark.getAttribute("data-code") ? mark.sum.toLocaleString(document.documentElement.lang) : ""; }
      var name = mark.querySelector(".map__name");
      if (name) {
        mark.short = mark.short || name.textContent;
        name.textContent = mark.short + (mark.several ? " +" + (mark.several - 1) : "");
      }
      if (mark.own) { mark.setAttribute("aria-label", mark.several ? words.replace("{n}", mark.sum).replace("{m}", mark.several) : mark.said); }
    });
    var tools = box.querySelector("[data-tools-of-map]"), edge = box.getBoundingClientRect(), over = tools.getBoundingClientRect();
    named(kept, box.clientWidth, [over.left - edge.left, over.top - edge.top, over.right - edge.left, over.bottom - edge.top]);
  };

  // Each name below, above or beside its circle, where it is free of circles and of other names, or not at all.
  var named = function (marks, width, covered) {
    var taken = marks.map(function (one) { return [one.at[0] - one.size, one.at[1] - one.size, one.at[0] + one.size, one.at[1] + one.size, one]; });
    taken.push(covered);
    marks.forEach(function (mark) {
      var name = mark.querySelector(".map__name");
      if (!name) { return; }
      var wide = name.textContent.length * 6.6 + 4, size = mark.size;
      var free = [[0, size + 13, "middle"], [0, -size - 5, "middle"], [size + 4, 4, "start"], [-size - 4, 4, "end"]].map(function (way) {
        var left = mark.at[0] + way[0] - (way[2] === "middle" ? wide / 2 : way[2] === "end" ? wide : 0), line = mark.at[1] + way[1];
        return { way: way, room: [left, line - 11, left + wide, line + 3, mark] };
      }).filter(function (one) {
        var room = one.room;
        return room[0] > 2 && room[1] > 0 && room[2] < width - 2 && !taken.some(function (other) {
          return other[4] !== mark && room[0] < other[2] && room[2] > other[0] && room[1] < other[3] && room[3] > other[1];
        });
      })[0];
      name.setAttribute("visibility", free ? "visible" : "hidden");
      if (!free) { return; }
      name.setAttribute("x", free.way[0]);
      name.setAttribute("y", free.way[1]);
      name.setAttribute("text-anchor", free.way[2]);
      taken.push(free.room.slice(0, 4));
    });
  };

  // The public map: areas, from nearby the areas in them, and at last the places everybody may know.
  var box = document.querySelector("[data-map][data-nearer]");
  if (!box) { return; }
  var base = box.querySelector("[data-layer=marks]"), from = box.getAttribute("data-nearer"), layers = {}, waiting = 0, first = 0;
  var fetched = function (query, map) {
    if (layers[query]) { return layers[query]; }
    var layer = layers[query] = base.parentNode.appendChild(document.createElementNS(SVG, "g"));
    layer.setAttribute("display", "none");
    fetch(from + query, { credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.text() : Promise.reject();
    }).then(function (text) {
      layer.innerHTML = text;
      layer.ready = Boolean(layer.querySelector(".map__mark"));
      map.redraw();
    }).catch(function () { delete layers[query]; });
    return layer;
  };
  var shown = function (layer, yes) { layer.setAttribute("display", yes ? "inline" : "none"); };
  var level = function (map) {
    var metres = map.metres(), areas = base;
    first = first || metres;
    var places = Math.min(PLACES, first / 2.2);
    if (metres <= Math.min(SUB_AREAS, first / 1.4) && fetched("tingkat=2", map).ready) { areas = layers["tingkat=2"]; }
    if (layers["tingkat=2"]) { shown(layers["tingkat=2"], areas !== base); }
    shown(base, areas === base);
    [base, areas].forEach(function (one) {
      if (metres <= places) { one.setAttribute("data-quiet", ""); } else { one.removeAttribute("data-quiet"); }
    });
    var near = metres <= places, view = map.view, height = view.w * map.ratio;
    each(areas.querySelectorAll("[data-code]"), function (mark) {
      var x = Number(mark.getAttribute("data-x")), y = Number(mark.getAttribute("data-y")), query = "titik=" + mark.getAttribute("data-code");
      var around = x > view.x - view.w / 3 && x < view.x + view.w * 4 / 3 && y > view.y - height / 3 && y < view.y + height * 4 / 3;
      if (near && around && mark.hasAttribute("data-within")) { fetched(query, map); }
    });
    Object.keys(layers).forEach(function (query) {
      if (query.indexOf("titik=") === 0) { shown(layers[query], near); }
    });
  };
  var map = window.Peta(box, {
    drawn: function (one) {
      clearTimeout(waiting);
      waiting = setTimeout(function () { var before = state(); level(one); if (before !== state()) { one.redraw(); } }, 150);
    }
  });
  var state = function () {
    return [base].concat(Object.keys(layers).map(function (query) { return layers[query]; })).map(function (one) {
      return one.getAttribute("display") + one.hasAttribute("data-quiet");
    }).join();
  };
  box.map = map;
})();
