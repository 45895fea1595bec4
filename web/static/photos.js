/* Photos of the complaint form: made small one after the other, shown, and taken back. For browsers of 2017. */
(function () {
  "use strict";
  const R = self.Report, LONGEST_SIDE = 1600, SMALL = 300000, PATIENCE = 30000;
  if (!R || R.photos) { return; }
  let photos = [], making = Promise.resolve();
  const limit = Number(R.tools.getAttribute("data-photos")), most = Number(R.tools.getAttribute("data-megabytes")) * 1000000;
  const chooser = document.getElementById("photos"), box = R.piece("photos"), camera = box.querySelector("#camera");
  const said = document.getElementById("photos-chosen");

  const show = () => {
    const list = box.querySelector("ul");
    list.textContent = "";
    photos.forEach((one) => {
      const line = list.appendChild(document.createElement("li")), picture = line.appendChild(document.createElement("img"));
      picture.src = one.url;
      picture.alt = one.name;
      const off = line.appendChild(document.createElement("button"));
      off.type = "button";
      off.setAttribute("aria-label", R.words("remove", { name: one.name }));
      off.innerHTML = "<span aria-hidden=\"true\">×</span>";
      off.addEventListener("click", () => {
        URL.revokeObjectURL(one.url);
        photos = photos.filter((other) => other !== one);
        show();
        R.save();
        box.querySelector("[data-do=gallery]").focus();
      });
    });
    const size = Math.ceil(photos.reduce((sum, one) => sum + one.blob.size, 0) / 1000);
    said.textContent = photos.length ? R.words("ready", { n: photos.length, size: size }) : "";
  };
  const add = (name, blob) => { photos.push({ name: name, blob: blob, url: URL.createObjectURL(blob) }); };

  const bytesOf = (blob) => new Promise((done, failed) => {
    const reading = new FileReader();
    reading.onload = () => { done(reading.result); };
    reading.onerror = failed;
    reading.readAsArrayBuffer(blob);
  });
  // How a JPEG lies (EXIF orientation); browsers before 2020 show it as the camera held it.
  const lying = async (file) => {
    if (window.CSS && CSS.supports("image-orientation", "from-image")) { return 1; }
    try {
      const data = new DataView(await bytesOf(file.slice(0, 131072)));
      for (let at = 2; data.getUint8(at) === 255; at += 2 + data.getUint16(at + 2)) {
        if (data.getUint8(at + 1) !== 225 || data.getUint32(at + 4) !== 0x45786966) { continue; }
        const start = at + 10, little = data.getUint16(start) === 0x4949, first = start + data.getUint32(start + 4, little);
        for (let i = 0; i < data.getUint16(first, little); i++) {
          if (data.getUint16(first + 2 + i * 12, little) === 274) { return data.getUint16(first + 10 + i * 12, little); }
        }
      }
    } catch (error) { /* cut short */ }
    return 1;
  };
  const TURNS = { 3: Math.PI, 6: Math.PI / 2, 8: -Math.PI / 2 };
  const loaded = (url) => new Promise((done, failed) => {
    const loading = new Image();
    loading.onload = () => { done(loading); };
    loading.onerror = failed;
    setTimeout(failed, PATIENCE);
    loading.src = url;
  });
  // iPhones keep photos in a form that only they can open.
  const foreign = async (blob) => {
    try {
      const head = String.fromCharCode.apply(null, new Uint8Array(await bytesOf(blob.slice(4, 12))));
      return /^ftyp(?:hei|hev|mif|msf)/.test(head);
    } catch (error) { return false; }
  };
  // The picture no larger than it is looked at; the file itself where this phone cannot make it smaller, null where it cannot be read.
  const shrunk = async (file) => {
    const url = URL.createObjectURL(file), canvas = document.createElement("canvas");
    // What only some browsers can open becomes what all can, where this is one of them.
    const odd = !/^image\/(?:jpeg|png|webp)$/.test(file.type) || await foreign(file);
    let small = null;
    try {
      const turn = TURNS[await lying(file)] || 0, picture = await loaded(url);
      const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.naturalWidth, picture.naturalHeight));
      if (scale < 1 || file.size >= SMALL || odd) {
        const wide = Math.max(1, Math.round(picture.naturalWidth * scale)), high = Math.max(1, Math.round(picture.naturalHeight * scale));
        const upright = Math.abs(turn) !== Math.PI / 2;
        canvas.width = upright ? wide : high;
        canvas.height = upright ? high : wide;
        const pen = canvas.getContext("2d");
        pen.fillStyle = "#fff";
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.translate(canvas.width / 2, canvas.height / 2);
        pen.rotate(turn);
        pen.drawImage(picture, -wide / 2, -high / 2, wide, high);
        small = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.8); });
      }
      picture.src = "";  // a weak phone wants its memory back before the next one
    } catch (error) { /* no picture this browser can show: the server says what is wrong with it */ }
    canvas.width = canvas.height = 0;
    URL.revokeObjectURL(url);
    if (small && small.size && (odd || small.size < file.size)) { return small; }
    // A copy: a file that is moved or deleted before there is a network could not be sent any more.
    try { return new Blob([await bytesOf(file)], { type: file.type }); } catch (error) { return null; }
  };
  const choose = (input) => {
    const chosen = Array.from(input.files);
    input.value = "";
    R.photos.done = making = making.then(async () => {
      const files = chosen.slice(0, Math.max(0, limit - photos.length)), told = [];
      for (const file of files) {
        const name = file.name || "foto.jpg";
        said.textContent = R.words("shrinking", { n: photos.length + 1 });
        const blob = await shrunk(file);
        if (!blob) {
          told.push(R.words("unreadable", { name: name }));
        } else if (await foreign(blob)) {
          told.push(R.words("heic", { name: name }));
        } else if (blob.size > most) {
          told.push(R.words("heavy", { name: name, size: Math.round(most / 1000000) }));
        } else {
          add(name, blob);
        }
      }
      show();
      if (files.length < chosen.length) { told.push(R.words("many", { n: limit })); }
      said.textContent = [said.textContent].concat(told).join(" ").trim();
      R.save();
    }).catch(() => { show(); });
  };

  const standing = document.activeElement === chooser;
  chooser.hidden = true;
  chooser.parentNode.insertBefore(box, chooser);
  chooser.addEventListener("change", () => { choose(chooser); });
  camera.addEventListener("change", () => { choose(camera); });
  R.press(box, "camera", () => { camera.click(); });
  R.press(box, "gallery", () => { chooser.click(); });
  if (standing) { box.querySelector("[data-do=gallery]").focus(); }

  R.photos = {
    done: making,
    files: () => photos.map((one) => ({ field: "photos", name: one.name, blob: one.blob })),
    fill: (files) => {
      photos.forEach((one) => { URL.revokeObjectURL(one.url); });
      photos = [];
      files.forEach((one) => { add(one.name, one.blob); });
      show();
    }
  };
  if (chooser.files.length) { choose(chooser); }  // chosen before this script came
})();
