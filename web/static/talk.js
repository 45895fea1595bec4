/* The form of a talk on a phone: what is written stays on the device until the office has it, with a network or without.
   Drafts and what waits lie in a base of their own, and are gone once they were sent. For browsers of 2017. */
(function () {
  "use strict";
  const form = document.querySelector("form[data-talk]"), MONTH = 30 * 86400000;
  if (!form || !self.indexedDB || !self.fetch) { return; }
  const home = form.getAttribute("action"), status = form.querySelector("[role=status][data-talk-status]");
  const say = (name, n) => { status.textContent = name ? status.getAttribute("data-say-" + name).replace("{n}", n) : ""; };
  const fresh = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    const hex = Array.from(bytes, (one) => ("0" + one.toString(16)).slice(-2)).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  // One store; the draft lies under "draft", what waits under its key.
  const opened = new Promise((done, failed) => {
    const asking = indexedDB.open("tanggap-forum", 1);
    asking.onupgradeneeded = () => { asking.result.createObjectStore("kept"); };
    asking.onsuccess = () => { done(asking.result); };
    asking.onerror = () => { failed(asking.error); };
  });
  const act = async (mode, ask) => {
    const base = await opened;
    return new Promise((done, failed) => {
      const move = base.transaction("kept", mode), asked = ask(move.objectStore("kept"));
      move.oncomplete = () => { done(asked.result); };
      move.onabort = move.onerror = () => { failed(move.error); };
    });
  };
  const put = (name, item) => act("readwrite", (store) => store.put(item, name));
  const drop = (name) => act("readwrite", (store) => store.delete(name));
  const get = (name) => act("readonly", (store) => store.get(name));
  const all = () => act("readonly", (store) => store.getAll());

  // The form as pairs of name and value; photos beside them.
  const skipped = (one) => !one.name || one.name === "_csrf_token" || one.type === "file" || one.type === "submit";
  const chosen = (one) => (one.type === "radio" || one.type === "checkbox" ? one.checked : one.value !== "");
  const photos = () => Array.from(form.elements.photos ? form.elements.photos.files : []);
  let kept = [];
  const now = () => ({
    key: form.elements.key.value,
    at: Date.now(),
    fields: Array.from(form.elements).filter((one) => !skipped(one) && chosen(one)).map((one) => [one.name, one.value]),
    files: photos().length ? photos() : kept
  });
  const written = (item) => item.fields.some((one) => one[0] === "place" || one[0].indexOf("statement_") === 0);
  const fill = (item) => {
    Array.from(form.elements).filter((one) => !skipped(one)).forEach((one) => {
      const values = item.fields.filter((pair) => pair[0] === one.name).map((pair) => pair[1]);
      if (one.type === "radio" || one.type === "checkbox") {
        one.checked = values.indexOf(one.value) >= 0;
      } else if (values.length) {
        one.value = values[0];
        if (one.closest("details")) { one.closest("details").open = true; }
      }
    });
    kept = item.files;
  };
  const empty = () => {
    form.reset();
    form.elements.key.value = fresh();
    kept = [];
  };

  let writing = 0;
  const save = async () => {
    const item = now();
    clearTimeout(writing);
    if (!written(item)) { return; }
    try {
      await put("draft", item);
      say("kept");
    } catch (error) { say("unkept"); }
  };
  form.addEventListener("input", () => { clearTimeout(writing); writing = setTimeout(save, 500); });
  form.addEventListener("change", () => { clearTimeout(writing); writing = setTimeout(save, 50); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && writing) { save(); } });

  // A form kept on the phone has no token, or an old one: it is taken from a page of now.
  const token = async () => {
    const answer = await fetch(home, { credentials: "same-origin", cache: "no-store", headers: { "X-Talk": "token" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const held = page.querySelector("form[data-talk] input[name=_csrf_token]");
    return answer.ok && held ? held.value : "";
  };
  // What becomes of it: {href}, {errors}, {why: "network"} or {why: "entrance"}.
  const send = async (item) => {
    try {
      const seal = await token(), body = new FormData();
      if (!seal) { return { why: "entrance" }; }
      item.fields.concat([["_csrf_token", seal]]).forEach((one) => { body.append(one[0], one[1]); });
      item.files.forEach((one) => { body.append("photos", one, one.name || "foto.jpg"); });
      const answer = await fetch(home, { method: "POST", body: body, credentials: "same-origin", headers: { Accept: "application/json" } });
      if (answer.status === 201 || answer.status === 422) { return await answer.json(); }
      return { why: answer.status === 401 || answer.status === 403 ? "entrance" : "network" };
    } catch (error) {
      return { why: "network" };
    }
  };

  const wrong = (errors) => {
    const box = form.querySelector("[data-talk-errors]"), list = box.querySelector("ul");
    list.textContent = "";
    Object.keys(errors).forEach((name) => {
      const line = list.appendChild(document.createElement("li")), at = form.elements[name];
      const link = line.appendChild(document.createElement(at && at.id ? "a" : "span"));
      if (at && at.id) {
        link.href = "#" + at.id;
        at.setAttribute("aria-invalid", "true");
      }
      link.textContent = errors[name];
    });
    // Whoever was asked for it may say that no names are in it.
    const sure = form.querySelector("[data-talk-sure]");
    if (sure && errors.sure) { sure.hidden = false; }
    box.hidden = false;
    box.focus();
  };
  const count = async () => (await all()).filter((one) => one.state === "waiting").length;

  let busy = false;
  const submit = async () => {
    if (busy) { return; }
    busy = true;
    form.querySelector("[data-talk-errors]").hidden = true;
    form.querySelectorAll("[aria-invalid]").forEach((one) => { one.removeAttribute("aria-invalid"); });
    const item = now();
    say("sending");
    try { await put("draft", item); } catch (error) { /* a browser that keeps nothing still sends */ }
    const answer = await send(item);
    if (answer.href) {
      try { await drop("draft"); } catch (error) { /* nothing was kept */ }
      location.assign(answer.href);
      return;
    }
    if (answer.errors) {
      say("");
      wrong(answer.errors);
    } else {
      try {
        await put(item.key, Object.assign({ state: "waiting" }, item));
        await drop("draft");
        empty();
        say(answer.why, await count());
      } catch (error) { say("unkept"); }
    }
    busy = false;
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });

  // What waits is sent as soon as it can be; what the office asks about becomes the draft again.
  const sendWaiting = async () => {
    for (const item of (await all()).filter((one) => one.state === "waiting")) {
      const answer = await send(item);
      if (answer.href) { await drop(item.key); }
      if (answer.why) { say(answer.why, await count()); return; }
      if (answer.errors && !written(now())) {
        await drop(item.key);
        await put("draft", Object.assign({}, item, { state: "" }));
        fill(item);
        form.elements.key.value = item.key;
        wrong(answer.errors);
        return;
      }
      say("sent", await count());
    }
  };
  window.addEventListener("online", () => { if (!busy) { sendWaiting().catch(() => {}); } });

  const begin = async () => {
    if (!form.elements.key.value) { form.elements.key.value = fresh(); }
    const draft = await get("draft");
    if (draft && Date.now() - draft.at > MONTH) {
      await drop("draft");
    } else if (draft && !written(now())) {
      fill(draft);
      form.elements.key.value = draft.key;
      say("back");
    }
    form.setAttribute("data-ready", "");
    await sendWaiting();
    if (navigator.serviceWorker) { await navigator.serviceWorker.register(home.replace(/catat$/, "pekerja.js")); }
  };
  begin().catch(() => { form.setAttribute("data-ready", ""); });
})();
