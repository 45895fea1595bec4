/* Rectangles drawn over a photo with a mouse or a pen; the numbered cells work without it. */
(function () {
  "use strict";
  Array.prototype.forEach.call(document.querySelectorAll("[data-cover]"), function (cover) {
    var photo = cover.querySelector(".cover__photo"), undo = cover.querySelector("[data-cover-undo]");
    var kept = cover.querySelector("[name=kotak]"), drawn = [], start = null, box = null, moved = false;
    if (!window.PointerEvent) { return; }
    cover.classList.add("is-drawing");

    function spot(event) {
      var frame = photo.getBoundingClientRect();
      function share(at, from, size) { return Math.min(1, Math.max(0, (at - from) / size)); }
      return { x: share(event.clientX, frame.left, frame.width), y: share(event.clientY, frame.top, frame.height) };
    }
    function tell() {
      kept.value = drawn.map(function (one) { return one.shares.join(","); }).join(";");
      undo.hidden = !drawn.length;
    }
    function place(element, shares) {
      ["left", "top", "width", "height"].forEach(function (name, number) {
        element.style[name] = (shares[number] * 100) + "%";
      });
    }
    function opened(shares) {
      var element = document.createElement("div");
      element.className = "cover__drawn";
      element.shares = shares;
      place(element, shares);
      photo.appendChild(element);
      return element;
    }
    drawn = kept.value.split(";").filter(Boolean).map(function (one) { return opened(one.split(",").map(Number)); });
    tell();
    photo.addEventListener("pointerdown", function (event) {
      if (event.pointerType === "touch" || event.button !== 0) { return; }
      start = spot(event); moved = false;
      event.preventDefault();  // the picture is not dragged away
    });
    window.addEventListener("pointermove", function (event) {
      var now, shares;
      if (!start) { return; }
      now = spot(event);
      shares = [Math.min(start.x, now.x), Math.min(start.y, now.y), Math.abs(start.x - now.x), Math.abs(start.y - now.y)];
      if (!box) {
        if (shares[2] < 0.015 && shares[3] < 0.015) { return; }
        box = opened(shares);
      }
      moved = true;
      box.shares = shares.map(function (share) { return Math.round(share * 10000) / 10000; });
      place(box, box.shares);
    });
    window.addEventListener("pointerup", function () {
      if (box && box.shares[2] > 0.005 && box.shares[3] > 0.005) { drawn.push(box); } else if (box) { photo.removeChild(box); }
      start = box = null;
      tell();
    });
    photo.addEventListener("click", function (event) {  // the end of a drawn box ticks no cell
      if (moved && event.detail) { event.preventDefault(); event.stopPropagation(); }
      moved = false;
    }, true);
    undo.firstElementChild.addEventListener("click", function () {
      var last = drawn.pop();
      if (last) { photo.removeChild(last); }
      tell();
    });
  });
})();
