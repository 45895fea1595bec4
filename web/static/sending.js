/* Sending the complaint form from its page: once, with its key, and never losing what it holds. For browsers of 2017. */
(function () {
  "use strict";
  const R = self.Report, form = R && R.form, LAST = "tanggap-terakhir";
  if (!R || form.taken) { return; }
  const field = R.field;

  R.clean = () => {
    Array.from(R.above.children).forEach((one) => { one.remove(); });
    Array.from(form.querySelectorAll(".field--wrong")).forEach((one) => {
      one.classList.remove("field--wrong");
      Array.from(one.querySelectorAll(".field__error")).forEach((line) => { line.remove(); });
      Array.from(one.querySelectorAll("[aria-invalid]")).forEach((control) => { control.removeAttribute("aria-invalid"); });
    });
    const old = document.querySelectorAll(".page > .errors, .page > .notices, .page > section.notices");
    Array.from(old).forEach((one) => { if (!R.top.contains(one)) { one.remove(); } });
  };
  const remarked = (words) => {
    const remarks = R.above.appendChild(document.createElement("div"));
    remarks.innerHTML = words;
    const step = remarks.querySelector("#before");
    if (!step) { return; }
    document.title = step.textContent + ": " + document.title;
    const seen = form.appendChild(document.createElement("input"));
    seen.type = "hidden";
    seen.name = "checked";
    seen.value = "ya";
    step.focus();
  };
  R.answerWith = (answer) => {
    R.clean();
    field("key").value = answer.key;
    field("situs").value = "";
    if (answer.kept) { R.held(answer.kept); }
    if (answer.why === "large") { answer.errors = { photos: R.words("large") }; }
    const names = Object.keys(answer.errors);
    if (answer.remarks) { remarked(answer.remarks); }
    if (!names.length) { return; }
    const wrong = R.piece("wrong"), lines = wrong.querySelector("ul");
    let first = null;
    names.forEach((name) => {
      const line = lines.appendChild(document.createElement("li")), control = name && document.getElementById(name);
      const around = control && control.closest(".field");
      if (!around) { line.textContent = answer.errors[name]; return; }
      const link = line.appendChild(document.createElement("a"));
      link.href = "#" + name;
      link.textContent = answer.errors[name];
      around.classList.add("field--wrong");
      const fault = R.piece("fault").firstElementChild;
      fault.id = name + "-error";
      fault.querySelector("[data-words]").textContent = answer.errors[name];
      around.insertBefore(fault, around.querySelector(".input, .choices, [data-here]"));
      control.setAttribute("aria-invalid", "true");
      first = first || around.closest("[data-step]");
    });
    R.above.appendChild(wrong);
    if (document.title.indexOf(R.words("wrong")) !== 0) { document.title = R.words("wrong") + " " + document.title; }
    if (first && form.goTo) { form.goTo(Number(first.getAttribute("data-step")), false); }
    wrong.firstElementChild.focus();
  };

  // The work for the key is done while somebody writes.
  let proving = null;
  R.prepare = (anew) => {
    if (anew) { proving = null; }
    if (!proving && navigator.onLine !== false) { proving = Outbox.prove(field("key").value, R.program).catch(() => null); }
  };
  const wake = async () => {
    try { await (await navigator.serviceWorker.ready).sync.register("tanggap"); } catch (error) { /* then when the page is open */ }
  };
  const wait = async (asked, answer) => {
    // As it stands now: somebody may have written on while it was being sent. The server files no two under one key.
    const item = Object.assign({}, asked, R.now());
    const fields = item.fields.filter((one) => one[0] !== "checked").concat([["checked", "ya"]]);
    try {
      await Outbox.queue(Object.assign({}, item, { state: "waiting", why: answer.why, next: answer.next, busy: 0, proof: null, fields: fields }));
      await R.mended();
    } catch (error) {
      hold();
      return;
    }
    if (navigator.storage && navigator.storage.persist) { navigator.storage.persist().catch(() => {}); }
    R.clean();
    R.empty();
    R.prepare(true);
    R.status.textContent = "";
    if (form.goTo) { form.goTo(1, false); }
    await R.forget(item.key);
    await R.show();
    R.listTitle().focus();
    wake();
  };
  let held = false;
  const hold = () => {
    held = true;
    R.clean();
    const notice = R.above.appendChild(R.piece("unsent"));
    notice.className = "notices";
    R.press(notice, "again", () => { submit(); });
    R.press(notice, "keep", () => { held = false; wait(R.now(), { why: "network", next: 0 }); });
    notice.firstElementChild.focus();
  };
  window.addEventListener("beforeunload", (event) => {
    if (held) { event.preventDefault(); event.returnValue = ""; }
  });

  let sending = false;
  const busy = (yes) => {
    sending = yes;
    Array.from(document.querySelectorAll(".button[type=submit]")).forEach((button) => {
      if (yes) { button.setAttribute("aria-disabled", "true"); } else { button.removeAttribute("aria-disabled"); }
    });
  };
  const told = (item) => Proof.mark(JSON.stringify(item.fields.filter((one) => one[0] === "text" || one[0] === "address")));
  const sent = async (item, receipt) => {
    held = false;
    await R.forget(item.key);
    const after = R.now();
    if (told(after) !== told(item) || after.files.length !== item.files.length) {
      // Written on while it was being sent: what was not sent is a draft, under a key of its own.
      field("key").value = R.fresh();
      await R.keep();
    }
    R.over = true;
    try {
      await R.mended();
      // A browser that goes back fills in what was sent, under another key.
      sessionStorage.setItem(LAST, told(item) + " " + (R.keeps() ? receipt : ""));
    } catch (error) { /* nothing is kept */ }
    location.assign(receipt);
  };
  const send = async () => {
    await R.voice.stop();
    await R.photos.done;
    await R.keep();
    R.status.textContent = R.words("sending", { n: 0 });
    const proof = navigator.onLine === false ? null : await proving;
    const item = Object.assign(R.now(), { proof: proof && proof.key === field("key").value ? proof : null });
    const answer = await Outbox.send(item, (share) => {
      R.status.textContent = R.words("sending", { n: Math.floor(share * 100) });
    }, R.program);
    R.status.textContent = "";
    if (answer.state === "sent") {
      await sent(item, answer.receipt);
      return true;  // the button stays asleep until the page comes back
    }
    if (answer.state === "asks") {
      R.answerWith(answer);
      R.prepare(true);
      await R.keep();
      if (answer.key !== item.key) { await Outbox.drop(item.key).catch(() => {}); }
    } else if (R.keeps()) {
      await wait(item, answer);
    } else {
      R.prepare(true);
      hold();
    }
    return false;
  };
  const submit = async () => {
    if (sending) { return; }
    busy(true);
    held = false;
    try {
      if (await send()) { return; }
    } catch (error) {
      hold();  // whatever went wrong, nothing of it is gone
    }
    busy(false);
  };
  form.taken = true;
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  window.addEventListener("online", () => {
    if (held) { submit(); }
    R.sendWaiting("online");
  });

  // Gone back to after it was sent: what the browser filled in again is no report to be sent again.
  const echoed = () => {
    let last = "";
    try { last = sessionStorage.getItem(LAST) || ""; } catch (error) { /* nothing is kept */ }
    if (!last || !R.something(R.now()) || last.split(" ")[0] !== String(told(R.now()))) { return; }
    R.empty();
    const box = R.above.appendChild(R.piece("echo")), link = box.querySelector("a");
    box.className = "notices";
    if (last.split(" ")[1]) { link.href = last.split(" ")[1]; } else { link.remove(); }
  };
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) { return; }
    busy(false);
    R.status.textContent = "";
    if (R.over) { echoed(); }
    R.prepare(true);
  });
  // What few may read, or was written on a shared phone, is not there for whoever presses "back".
  window.addEventListener("pagehide", () => { if (R.over && !R.keeps()) { R.empty(); } });
  const begin = async () => {
    if (!field("key").value) { field("key").value = R.fresh(); }
    echoed();
    try {
      await R.restore();
      await R.marked();
    } catch (error) { /* a browser that keeps nothing */ }
    R.prepare();
    if (R.something(R.now())) { R.save(); }
    form.setAttribute("data-ready", "");
    await R.show();
    await R.sendWaiting("");
    if (navigator.serviceWorker) {
      navigator.serviceWorker.addEventListener("message", () => { R.marked().then(R.show, () => {}); });
      try {
        await navigator.serviceWorker.register("/pekerja.js");
        (await navigator.serviceWorker.ready).active.postMessage({ language: document.documentElement.lang });
      } catch (error) { /* without it what waits is sent while the page is open */ }
    }
  };
  begin();
})();
