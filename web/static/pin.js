/* The pin of the form: a tap, a drag or the arrow keys say where it is; what is said fills the form's own two fields. */
(function () {
  "use strict";
  var ROUGH = 60;
  var part = document.getElementById("pin"), box = part && part.querySelector("[data-map]");
  if (!box || part.ready) { return; }
  part.ready = true;
  var needle = part.querySelector("[data-pin-mark]"), said = part.querySelector("[data-pin-said]"), off = part.querySelector("[data-pin-off]");
  var fields = ["latitude", "longitude"].map(function (id) { return document.getElementById(id); });
  var words = function (name) { return part.getAttribute("data-say-" + name); };
  var bounds = part.getAttribute("data-bounds").split(" ").map(Number), here = null, talk = 0, writing = false;
  var areas = Array.prototype.map.call(box.querySelectorAll(".map__mark"), function (mark) {
    return { x: Number(mark.getAttribute("data-x")), y: Number(mark.getAttribute("data-y")), said: mark.getAttribute("data-said"), fine: mark.getAttribute("data-count") === "0" };
  });
  var smaller = areas.filter(function (one) { return one.fine; });
  if (smaller.length) { areas = smaller; }

  var nearest = function (spot) {
    var found = null, least = Infinity;
    areas.forEach(function (one) {
      var apart = Math.pow(one.x - spot[0], 2) + Math.pow(one.y - spot[1], 2);
      if (apart < least) { least = apart; found = one; }
    });
    return found;
  };
  var inside = function (place) {
    return place[0] >= bounds[0] && place[1] >= bounds[1] && place[0] <= bounds[2] && place[1] <= bounds[3];
  };
  // No more decimals than the picture is fine: one pixel of the whole map may be a kilometre.
  var digits = function (map) { return Math.max(2, Math.min(5, Math.ceil(Math.log(111320 / map.metres()) / Math.LN10))); };
  var fine = box.querySelector("[data-layer=fine]"), coarse = box.querySelector("[data-layer=marks]"), first = 0;
  var place = function (map) {
    first = first || map.metres();
    var near = smaller.length && map.metres() < first / 2 ? "inline" : "none";
    if (fine.getAttribute("display") !== near) {
      fine.setAttribute("display", near);
      coarse.setAttribute("display", near === "none" ? "inline" : "none");
      map.redraw();
    }
    needle.setAttribute("display", here ? "inline" : "none");
    if (here) { needle.setAttribute("transform", "translate(" + here[0] + " " + here[1] + ") scale(" + map.unit() + ")"); }
    off.hidden = !here;
  };
  var write = function (values, text) {
    fields.forEach(function (field, number) { field.value = values[number]; });
    writing = true;
    fields[0].dispatchEvent(new Event("change", { bubbles: true }));
    writing = false;
    clearTimeout(talk);
    talk = setTimeout(function () { said.textContent = text; }, 150);
  };
  var put = function (spot, map) {
    var at = map.degrees(spot[0], spot[1]), area = nearest(spot);
    here = spot;
    place(map);
    if (!inside(at)) { write(["", ""], words("outside")); return; }
    write(at.map(function (one) { return one.toFixed(digits(map)); }), area ? words("near").replace("{area}", area.said) : words("somewhere"));
  };
  var middle = function (map) { return [map.view.x + map.view.w / 2, map.view.y + map.view.w * map.ratio / 2]; };
  var map = window.Peta(box, {
    drawn: place,
    grab: function (event) { return Boolean(event.target.closest("[data-pin-mark]")); },
    drag: put,
    drop: function (spot, map, moved) {
      if (moved) { return; }
      put(spot, map);
      if (map.metres() > ROUGH) { map.zoom(2.5, spot); }  // so that the next tap is a better one
    },
    key: function (event, step, map) {
      if (step) {
        var far = (event.shiftKey ? 2 : 12) * map.unit(), from = here || middle(map), high = map.view.w * map.ratio;
        var to = here ? [from[0] + step[0] * far, from[1] + step[1] * far] : from;
        put(to, map);
        if (to[0] < map.view.x + far * 2 || to[0] > map.view.x + map.view.w - far * 2) { map.pan(step[0] * 60, 0); }
        if (to[1] < map.view.y + far * 3 || to[1] > map.view.y + high - far * 2) { map.pan(0, step[1] * 60); }
        return true;
      }
      if (here && (event.key === "+" || event.key === "=" || event.key === "-")) {
        map.zoom(event.key === "-" ? 1 / 1.6 : 1.6, here);
        return true;
      }
      if (event.key === "Enter" || event.key === " ") { put(here || middle(map), map); return true; }
      return false;
    }
  });
  off.addEventListener("click", function () {
    here = null;
    place(map);
    write(["", ""], words("none"));
    box.focus();
  });
  // What stands in the fields: from a draft, or found by the phone itself.
  var held = function () {
    if (writing) { return; }
    here = fields[0].value && fields[1].value ? map.spot(Number(fields[0].value), Number(fields[1].value)) : null;
    var near = here && nearest(here);
    if (here) { map.look(here[0] - 50, here[1] - 50 * map.ratio, 100); }
    said.textContent = !here ? words("none") : near ? words("near").replace("{area}", near.said) : words("somewhere");
    place(map);
  };
  ["change", "moved"].forEach(function (kind) { fields[0].addEventListener(kind, held); });
  held();
})();
