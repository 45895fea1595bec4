/* The complaint form on a phone: photos made small, a voice note, a draft that survives, and sending that waits for a
   network. Nothing of a confidential report, and nothing at all on a shared phone, is kept. For browsers of 2017. */
(function () {
  "use strict";
  const form = document.getElementById("report"), tools = document.getElementById("tools");
  if (!form || !tools || form.taken) { return; }
  const LONGEST_SIDE = 1600, MONTH = 30 * 86400000, SHARED = "tanggap-bersama";
  const words = (name, values) => Object.keys(values || {}).reduce(
    (text, one) => text.replace("{" + one + "}", values[one]), tools.getAttribute("data-say-" + name));
  const piece = (name) => {
    const made = document.importNode(tools.querySelector("template").content.querySelector("[data-piece=" + name + "]"), true);
    made.removeAttribute("data-piece");
    made.setAttribute("data-here", name);
    return made;
  };
  const field = (name) => form.elements[name];
  const press = (box, name, act) => { box.querySelector("[data-do=" + name + "]").addEventListener("click", act); };
  const fresh = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    const hex = Array.from(bytes, (one) => ("0" + one.toString(16)).slice(-2)).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  // What may stay on this phone.
  const remembered = (name) => { try { return localStorage.getItem(name); } catch (error) { return null; } };
  const remember = (name, yes) => {
    try { if (yes) { localStorage.setItem(name, "1"); } else { localStorage.removeItem(name); } } catch (error) { /* then nothing is kept */ }
  };
  const shared = () => remembered(SHARED) === "1";
  const secret = () => field("visibility").value === "confidential" || Boolean(field("tautan"));
  const keeps = () => !shared() && !secret();
  const marked = async () => {
    const some = (await Outbox.waiting()).length || await Outbox.get("draft");
    remember("tanggap", Boolean(some));
  };

  // Lines that say what goes on.
  const end = form.querySelector("[data-send]");
  const status = end.insertBefore(document.createElement("p"), end.firstChild);
  status.className = "sending";
  status.setAttribute("role", "status");
  const top = document.createElement("div");
  form.parentNode.parentNode.insertBefore(top, form.parentNode);
  const above = form.insertBefore(document.createElement("div"), form.firstChild);

  // Photos.
  let photos = [], making = Promise.resolve();
  const chooser = document.getElementById("photos"), photoBox = piece("photos"), camera = photoBox.querySelector("#camera");
  const said = document.getElementById("photos-chosen");
  const showPhotos = () => {
    const list = photoBox.querySelector("ul");
    list.textContent = "";
    photos.forEach((one) => {
      const line = list.appendChild(document.createElement("li")), picture = line.appendChild(document.createElement("img"));
      picture.src = one.url;
      picture.alt = one.name;
      const off = line.appendChild(document.createElement("button"));
      off.type = "button";
      off.setAttribute("aria-label", words("remove", { name: one.name }));
      off.innerHTML = "<span aria-hidden=\"true\">×</span>";
      off.addEventListener("click", () => {
        URL.revokeObjectURL(one.url);
        photos = photos.filter((other) => other !== one);
        showPhotos();
        save();
        photoBox.querySelector("[data-do=gallery]").focus();
      });
    });
    const size = Math.ceil(photos.reduce((sum, one) => sum + one.blob.size, 0) / 1000);
    said.textContent = photos.length ? words("ready", { n: photos.length, size: size }) : "";
  };
  const addPhoto = (name, blob) => { photos.push({ name: name, blob: blob, url: URL.createObjectURL(blob) }); };
  const choose = (input) => {
    const chosen = Array.from(input.files), limit = Number(tools.getAttribute("data-photos"));
    input.value = "";
    making = making.then(async () => {
      const files = chosen.slice(0, limit - photos.length);
      for (const file of files) {
        said.textContent = words("shrinking", { n: photos.length + 1 });
        addPhoto(file.name || "foto.jpg", await shrunk(file));
      }
      showPhotos();
      if (files.length < chosen.length) { said.textContent += " " + words("many", { n: limit }); }
      save();
    });
  };
  const bytesOf = (blob) => new Promise((done) => {
    const reading = new FileReader();
    reading.onload = () => { done(new DataView(reading.result)); };
    reading.onerror = () => { done(new DataView(new ArrayBuffer(0))); };
    reading.readAsArrayBuffer(blob);
  });
  // How a JPEG lies (EXIF orientation); browsers before 2020 show it as the camera held it.
  const lying = async (file) => {
    if (window.CSS && CSS.supports("image-orientation", "from-image")) { return 1; }
    const data = await bytesOf(file.slice(0, 131072));
    try {
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
  const shrunk = async (file) => {
    const url = URL.createObjectURL(file);
    try {
      const turn = TURNS[await lying(file)] || 0;
      const picture = await new Promise((done, failed) => {
        const loading = new Image();
        loading.onload = () => { done(loading); };
        loading.onerror = failed;
        loading.src = url;
      });
      const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.naturalWidth, picture.naturalHeight));
      if (scale === 1 && file.size < 300000) { return file; }
      const wide = Math.round(picture.naturalWidth * scale), high = Math.round(picture.naturalHeight * scale);
      const canvas = document.createElement("canvas"), upright = Math.abs(turn) !== Math.PI / 2;
      canvas.width = upright ? wide : high;
      canvas.height = upright ? high : wide;
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.translate(canvas.width / 2, canvas.height / 2);
      pen.rotate(turn);
      pen.drawImage(picture, -wide / 2, -high / 2, wide, high);
      const small = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.8); });
      return small && small.size < file.size ? small : file;
    } catch (error) {
      return file;  // no picture this browser can show: the server says what is wrong with it
    } finally {
      URL.revokeObjectURL(url);
    }
  };
  chooser.hidden = true;
  chooser.parentNode.insertBefore(photoBox, chooser);
  chooser.addEventListener("change", () => { choose(chooser); });
  camera.addEventListener("change", () => { choose(camera); });
  press(photoBox, "camera", () => { camera.click(); });
  press(photoBox, "gallery", () => { chooser.click(); });

  // A voice note.
  let voice = null, recorder = null;
  const heard = document.getElementById("voice"), voiceBox = piece("voice"), made = voiceBox.querySelector(".voice__made");
  const timer = voiceBox.querySelector("[role=timer]"), longest = Number(tools.getAttribute("data-longest"));
  const clock = (seconds) => Math.floor(seconds / 60) + ":" + ("0" + seconds % 60).slice(-2);
  const part = (name) => voiceBox.querySelector("[data-do=" + name + "]");
  const showVoice = () => {
    const recording = recorder !== null;
    part("record").hidden = recording || voice !== null;
    part("stop").hidden = timer.hidden = !recording;
    made.hidden = voice === null;
    if (voice) { made.querySelector("audio").src = URL.createObjectURL(voice.blob); }
  };
  const kinds = { "audio/webm;codecs=opus": "weba", "audio/ogg;codecs=opus": "ogg", "audio/mp4": "m4a" };
  const record = async () => {
    let sound;
    try {
      sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      document.getElementById("voice-chosen").textContent = words("microphone");
      heard.hidden = false;
      return;
    }
    const kind = Object.keys(kinds).find((one) => MediaRecorder.isTypeSupported(one)) || "";
    const pieces = [], begun = Date.now();
    recorder = new MediaRecorder(sound, Object.assign({ audioBitsPerSecond: 24000 }, kind ? { mimeType: kind } : {}));
    recorder.ondataavailable = (told) => { pieces.push(told.data); };
    const ticking = setInterval(() => {
      const seconds = Math.floor((Date.now() - begun) / 1000);
      timer.textContent = clock(seconds) + " / " + clock(longest);
      if (seconds >= longest && recorder) { recorder.stop(); }
    }, 250);
    recorder.onstop = () => {
      clearInterval(ticking);
      sound.getTracks().forEach((one) => { one.stop(); });
      const blob = new Blob(pieces, { type: (recorder.mimeType || kind).split(";")[0] });
      const seconds = Math.max(1, Math.min(longest, Math.round((Date.now() - begun) / 1000)));
      recorder = null;
      voice = blob.size ? { name: "rekaman." + (kinds[kind] || "weba"), blob: blob, seconds: seconds } : null;
      showVoice();
      if (voice) { part("erase").focus(); }
      save();
    };
    recorder.start(1000);
    timer.textContent = clock(0) + " / " + clock(longest);
    showVoice();
    part("stop").focus();
  };
  if (window.MediaRecorder && navigator.mediaDevices && navigator.mediaDevices.getUserMedia) {
    heard.hidden = true;
    heard.parentNode.insertBefore(voiceBox, heard);
    press(voiceBox, "record", record);
    press(voiceBox, "stop", () => { if (recorder) { recorder.stop(); } });
    press(voiceBox, "erase", () => { voice = null; showVoice(); part("record").focus(); save(); });
  }

  // The report as it is sent and kept.
  const told = () => {
    const pairs = [];
    new FormData(form).forEach((value, name) => {
      if (typeof value === "string" && ["_csrf_token", "key", "voice_seconds"].indexOf(name) < 0) { pairs.push([name, value]); }
    });
    if (voice) { pairs.push(["voice_seconds", String(voice.seconds)]); }
    return pairs;
  };
  const files = () => {
    const all = photos.map((one) => ({ field: "photos", name: one.name, blob: one.blob }));
    if (voice) { all.push({ field: "voice", name: voice.name, blob: voice.blob, seconds: voice.seconds }); }
    if (!voice && heard.files.length) { all.push({ field: "voice", name: heard.files[0].name, blob: heard.files[0] }); }
    return all;
  };
  const now = () => ({ key: field("key").value, fields: told(), files: files(), at: Date.now() });
  const OURS = ["started", "situs", "checked", "visibility", "tautan", "kind", "proof"];
  const something = (item) => item.files.length > 0 || item.fields.some((one) => one[1].trim() && OURS.indexOf(one[0]) < 0);
  const fill = (item) => {
    field("key").value = item.key;
    Array.from(form.querySelectorAll("[type=checkbox]")).forEach((box) => { if (box.name) { box.checked = false; } });
    item.fields.forEach((one) => {
      const control = field(one[0]);
      if (!control || one[0] === "started" || one[0] === "situs") { return; }
      if (control.type === "checkbox") { control.checked = true; } else { control.value = one[1]; }
    });
    photos = [];
    voice = null;
    item.files.forEach((one) => {
      if (one.field === "photos") { addPhoto(one.name, one.blob); } else { voice = { name: one.name, blob: one.blob, seconds: one.seconds || 1 }; }
    });
    showPhotos();
    showVoice();
  };
  const empty = () => {
    form.reset();
    field("key").value = fresh();
    photos = [];
    voice = null;
    showPhotos();
    showVoice();
    Array.from(form.querySelectorAll("[name=photos_kept], [name=voice_kept]")).forEach((one) => { one.closest("li").remove(); });
    const box = form.querySelector("[data-check]");
    if (box) { box.textContent = ""; }
  };

  // The draft: written down half a second after the last letter.
  let writing = 0;
  const keep = async () => {
    clearTimeout(writing);
    writing = 0;
    try {
      const item = now();
      if (keeps() && something(item)) {
        remember("tanggap", true);
        await Outbox.put("draft", item);
        status.textContent = words("kept");
      } else {
        await Outbox.remove("draft");
        status.textContent = secret() && something(item) ? words("hidden") : "";
      }
      await marked();
    } catch (error) { /* a browser that keeps nothing */ }
  };
  const save = () => { clearTimeout(writing); writing = setTimeout(keep, 500); };
  const forget = async (key) => {
    clearTimeout(writing);
    try {
      const draft = await Outbox.get("draft");
      if (draft && draft.key === key) { await Outbox.remove("draft"); }
      await marked();
    } catch (error) { /* nothing was kept */ }
  };
  const restore = async () => {
    const draft = await Outbox.get("draft");
    if (!draft) { return; }
    if (Date.now() - draft.at > MONTH || shared()) { await Outbox.remove("draft"); return; }
    if (something(now()) || secret()) { return; }
    fill(draft);
    const box = above.appendChild(piece("draft"));
    box.className = "notices";
    press(box, "discard", async () => {
      empty();
      box.remove();
      await Outbox.remove("draft");
      await marked();
      field("text").focus();
    });
  };
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden && writing) { keep(); } });

  // A phone used by several people.
  const sharing = piece("shared"), box = sharing.querySelector("input");
  sharing.className = "field";
  form.querySelector("[data-step='1']").appendChild(sharing);
  box.checked = shared();
  box.addEventListener("change", async (event) => {
    event.stopPropagation();
    let some = [];
    try { some = await Outbox.waiting(); } catch (error) { /* nothing is kept */ }
    if (box.checked && some.some((one) => one.state !== "sent") && !window.confirm(words("clear"))) { box.checked = false; return; }
    remember(SHARED, box.checked);
    if (box.checked) {
      clearTimeout(writing);
      try { await Outbox.clear(); } catch (error) { /* nothing was kept */ }
      remember("tanggap", false);
      status.textContent = "";
      await show();
    } else {
      save();
    }
  });

  // What waits.
  const list = top.appendChild(piece("waiting"));
  list.hidden = true;
  const title = (item) => {
    const pair = item.fields.find((one) => one[0] === "text");
    const text = pair ? pair[1].trim() : "";
    return text ? text.slice(0, 90) + (text.length > 90 ? "…" : "") : item.title || words("wordless");
  };
  const standing = (item) => {
    if (item.state === "sent") { return words("sent"); }
    if (item.state === "asks") { return words("asks") + (item.errors ? ". " + Object.keys(item.errors).map((one) => item.errors[one]).join(" ") : ""); }
    if (item.busy > Date.now() - 120000) { return words("busy"); }
    return words(item.why === "network" || !item.why ? "network" : "server");
  };
  const show = async () => {
    let all = [];
    try { all = await Outbox.waiting(); } catch (error) { /* nothing is kept */ }
    const lines = list.querySelector("ul");
    lines.textContent = "";
    list.hidden = !all.length;
    all.sort((one, other) => one.at - other.at).forEach((item) => {
      const line = lines.appendChild(piece("item").firstElementChild);
      line.querySelector(".card__title").textContent = item.state === "sent" ? words("sent") : title(item);
      line.querySelector(".small").textContent = item.state === "sent" ? new Date(item.at).toLocaleString(document.documentElement.lang) : standing(item);
      const links = { now: item.state === "waiting", mend: item.state === "asks", receipt: item.state === "sent", delete: true };
      Object.keys(links).forEach((name) => { line.querySelector("[data-do=" + name + "]").hidden = !links[name]; });
      if (item.receipt) { line.querySelector("[data-do=receipt]").href = item.receipt; }
      press(line, "now", () => { sendWaiting(true); });
      press(line, "delete", async () => { await Outbox.remove(item.key); await marked(); await show(); form.querySelector("h2").focus(); });
      press(line, "mend", async () => {
        await Outbox.remove(item.key);
        fill(Object.assign({}, item, { key: item.fresh || item.key }));
        await keep();
        await show();
        answerWith({ errors: item.errors || {}, remarks: "", key: field("key").value, why: item.why });
      });
    });
  };
  let sendingWaiting = false;
  const sendWaiting = async (at_once) => {
    if (sendingWaiting) { return; }
    sendingWaiting = true;
    try {
      await Outbox.sendAll(tools.getAttribute("data-proof"), at_once);
      await marked();
    } catch (error) { /* nothing is kept */ }
    sendingWaiting = false;
    await show();
  };
  const wake = async () => {
    try { await (await navigator.serviceWorker.ready).sync.register("tanggap"); } catch (error) { /* then when the page is open */ }
  };

  // Sending.
  const clean = () => {
    Array.from(above.children).forEach((one) => { one.remove(); });
    Array.from(form.querySelectorAll(".field--wrong")).forEach((one) => {
      one.classList.remove("field--wrong");
      Array.from(one.querySelectorAll(".field__error")).forEach((line) => { line.remove(); });
      Array.from(one.querySelectorAll("[aria-invalid]")).forEach((control) => { control.removeAttribute("aria-invalid"); });
    });
    const old = document.querySelectorAll(".page > .errors, .page > .notices, .page > section.notices");
    Array.from(old).forEach((one) => { if (!top.contains(one)) { one.remove(); } });
  };
  const answerWith = (answer) => {
    clean();
    field("key").value = answer.key;
    field("situs").value = "";
    if (answer.why === "large") { answer.errors = { photos: words("large") }; }
    const names = Object.keys(answer.errors);
    if (answer.remarks) {
      const remarks = above.appendChild(document.createElement("div"));
      remarks.innerHTML = answer.remarks;
      const step = remarks.querySelector("#before");
      if (step) {
        document.title = step.textContent + ": " + document.title;
        const seen = form.appendChild(document.createElement("input"));
        seen.type = "hidden";
        seen.name = "checked";
        seen.value = "ya";
        step.focus();
      }
    }
    if (!names.length) { return; }
    const wrong = piece("wrong"), lines = wrong.querySelector("ul");
    let first = null;
    names.forEach((name) => {
      const line = lines.appendChild(document.createElement("li")), control = name && document.getElementById(name);
      const around = control && control.closest(".field");
      if (!around) { line.textContent = answer.errors[name]; return; }
      const link = line.appendChild(document.createElement("a"));
      link.href = "#" + name;
      link.textContent = answer.errors[name];
      around.classList.add("field--wrong");
      const fault = piece("fault").firstElementChild;
      fault.id = name + "-error";
      fault.querySelector("[data-words]").textContent = answer.errors[name];
      around.insertBefore(fault, around.querySelector(".input, .choices, [data-here]"));
      control.setAttribute("aria-invalid", "true");
      first = first || around.closest("[data-step]");
    });
    above.appendChild(wrong);
    if (document.title.indexOf(words("wrong")) !== 0) { document.title = words("wrong") + " " + document.title; }
    if (first && form.goTo) { form.goTo(Number(first.getAttribute("data-step")), false); }
    wrong.firstElementChild.focus();
  };
  const wait = async (item, answer) => {
    try {
      await Outbox.put(item.key, Object.assign({}, item, {
        state: "waiting", why: answer.why, next: answer.next, busy: 0, proof: null, fields: item.fields.concat([["checked", "ya"]])
      }));
    } catch (error) {
      hold();
      return;
    }
    await forget(item.key);
    clean();
    empty();
    proving = null;
    prepare();
    status.textContent = "";
    if (form.goTo) { form.goTo(1, false); }
    await marked();
    await show();
    list.querySelector("h2").focus();
    wake();
  };
  let held = false;
  const hold = () => {
    held = true;
    clean();
    const notice = above.appendChild(piece("unsent"));
    notice.className = "notices";
    press(notice, "again", () => { submit(); });
    press(notice, "keep", () => { held = false; wait(now(), { why: "network", next: 0 }); });
    notice.firstElementChild.focus();
  };
  let sending = false, proving = null;
  const prepare = () => {
    const key = field("key").value;
    proving = proving || Outbox.prove(key, tools.getAttribute("data-proof")).catch(() => null);
  };
  const busy = (yes) => {
    sending = yes;
    Array.from(document.querySelectorAll(".button[type=submit]")).forEach((button) => {
      if (yes) { button.setAttribute("aria-disabled", "true"); } else { button.removeAttribute("aria-disabled"); }
    });
  };
  const submit = async () => {
    if (sending) { return; }
    busy(true);
    held = false;
    if (recorder) { await new Promise((done) => { recorder.addEventListener("stop", done); recorder.stop(); }); }
    await making;
    clearTimeout(writing);
    if (keeps()) { await keep(); }
    status.textContent = words("sending", { n: 0 });
    const proof = navigator.onLine === false ? null : await proving;
    const item = Object.assign(now(), { proof: proof && proof.key === field("key").value ? proof : null });
    const answer = await Outbox.send(item, (share) => {
      status.textContent = words("sending", { n: Math.floor(share * 100) });
    }, tools.getAttribute("data-proof"));
    status.textContent = "";
    if (answer.state === "sent") {
      await forget(item.key);
      location.assign(answer.receipt);
      return;  // the button stays asleep until the page comes back
    }
    busy(false);
    if (answer.state === "asks") {
      proving = null;
      answerWith(answer);
      prepare();
    } else if (keeps()) {
      await wait(item, answer);
    } else {
      proving = null;
      hold();
    }
  };
  form.taken = true;
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { busy(false); status.textContent = ""; } });
  window.addEventListener("online", () => {
    if (held) { submit(); }
    sendWaiting(true);
  });
  setInterval(() => { if (!list.hidden && navigator.onLine !== false) { sendWaiting(false); } }, 60000);

  const begin = async () => {
    if (!field("key").value) { field("key").value = fresh(); }
    try {
      await restore();
      await marked();
    } catch (error) { /* a browser that keeps nothing */ }
    if (navigator.onLine !== false) { prepare(); }
    if (something(now())) { save(); }
    await show();
    await sendWaiting(false);
    form.setAttribute("data-ready", "");
    if (navigator.serviceWorker) {
      navigator.serviceWorker.addEventListener("message", () => { marked().then(show, () => {}); });
      try {
        await navigator.serviceWorker.register("/pekerja.js");
        (await navigator.serviceWorker.ready).active.postMessage({ language: document.documentElement.lang });
      } catch (error) { /* without it what waits is sent while the page is open */ }
    }
  };
  begin();
})();
