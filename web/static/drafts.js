/* The draft of the complaint form: written down half a second after the last letter, and found again by the next page.
   Each open page holds a draft of its own, so that two of them lose no words and mix none. For browsers of 2017. */
(function () {
  "use strict";
  const R = self.Report, MONTH = 30 * 86400000, WHO = "tanggap-siapa", HERE = "tanggap-hadir", HEARD = 800;
  if (!R || R.save) { return; }
  const tab = R.fresh(), field = R.field;
  let writing = 0, turn = Promise.resolve();
  R.over = false;  // what stands in the form was sent, and is no draft any more

  // One after the other: what is written down late must not come back after it was sent.
  const inTurn = (what) => {
    turn = turn.then(what, what);
    return turn;
  };
  const written = async (item) => {
    if (await Outbox.keep(item, tab)) { return true; }
    // Another page took it over: what is written here is a report of its own.
    item.key = field("key").value = R.fresh();
    R.prepare(true);
    return Outbox.keep(item, tab);
  };
  // Whether what stands in the form lies on the phone now.
  const keepNow = async () => {
    const item = R.now();
    clearTimeout(writing);
    writing = 0;
    if (R.over) { return false; }
    if (!R.keeps() || !R.something(item)) {
      R.status.textContent = R.secret() && R.something(item) ? R.words("hidden") : "";
      try {
        await Outbox.drop(item.key, tab);
        await R.marked();
      } catch (error) { /* nothing was kept */ }
      return false;
    }
    try {
      R.remember("tanggap", "1");
      await written(item);
      R.status.textContent = R.words("kept");
      return true;
    } catch (error) { /* told below */ }
    try {
      await written(Object.assign({}, item, { files: [] }));
      R.status.textContent = R.words("full");
    } catch (error) {
      R.status.textContent = R.words("unkept");
    }
    return false;
  };
  R.keep = () => inTurn(keepNow);
  R.save = () => {
    R.over = false;
    clearTimeout(writing);
    writing = setTimeout(R.keep, 500);
  };
  R.forget = (key) => inTurn(async () => {
    clearTimeout(writing);
    writing = 0;
    try {
      await Outbox.drop(key);
      await R.marked();
    } catch (error) { /* nothing was kept */ }
  });

  // Which drafts other open pages hold: asked and answered through localStorage, which tells every other page.
  window.addEventListener("storage", (event) => {
    if (event.key === WHO && event.newValue && R.something(R.now())) { R.remember(HERE, field("key").value + " " + R.fresh()); }
  });
  const elsewhere = () => new Promise((done) => {
    const held = {};
    const hear = (event) => {
      if (event.key === HERE && event.newValue) { held[event.newValue.split(" ")[0]] = true; }
    };
    window.addEventListener("storage", hear);
    R.remember(WHO, R.fresh());
    setTimeout(() => {
      window.removeEventListener("storage", hear);
      R.remember(WHO, "");
      R.remember(HERE, "");
      done(held);
    }, HEARD);
  });

  // Drafts other than the one in this form, each with whether another open page holds it.
  R.others = async () => {
    const found = (await Outbox.drafts()).filter((one) => one.key !== field("key").value);
    if (!found.length) { return []; }
    const held = await elsewhere();
    return found.map((one) => ({ draft: one, open: Boolean(held[one.key]) }));
  };
  const notice = () => {
    const box = R.above.appendChild(R.piece("draft"));
    box.className = "notices";
    R.press(box, "discard", async () => {
      await R.forget(field("key").value);
      R.empty();
      box.remove();
      R.status.textContent = "";
      field("text").focus();
    });
  };
  R.restore = async () => {
    const old = (await Outbox.drafts()).filter((one) => R.shared() || Date.now() - one.at > MONTH);
    for (const one of old) { await Outbox.drop(one.key); }
    if (R.secret() || R.something(R.now())) { return; }
    for (const one of await R.others()) {
      const mine = !one.open && await Outbox.take(one.draft, tab);
      if (mine && !R.something(R.now())) {
        R.fill(mine);
        notice();
        return;
      }
    }
  };
  // Continue here with a draft that lies on the phone; what stands in the form is put aside first, or given up on request.
  R.takeUp = async (draft) => {
    if (!(await R.aside())) { return false; }
    const mine = await Outbox.change("draft:" + draft.key, (held) => held && Object.assign({}, held, { tab: tab }));
    if (!mine) { return false; }
    R.fill(mine);
    return true;
  };
  R.aside = async () => !R.something(R.now()) || R.over || await R.keep() || window.confirm(R.words("lose"));

  R.form.addEventListener("input", R.save);
  R.form.addEventListener("change", R.save);
  // What our own check finds out about the words may make them confidential.
  const checked = R.form.querySelector("[data-check]");
  if (checked && window.MutationObserver) {
    new MutationObserver(() => { if (R.secret() && R.status.textContent) { R.save(); } }).observe(checked, { childList: true });
  }
  document.addEventListener("visibilitychange", () => { if (document.hidden && writing) { R.keep(); } });

  window.addEventListener("pagehide", () => { if (writing) { R.keep(); } });

  // A phone used by several people.
  const sharing = R.piece("shared"), box = sharing.querySelector("input");
  sharing.className = "field";
  R.form.querySelector("[data-step='1']").appendChild(sharing);
  box.checked = R.shared();
  box.addEventListener("change", async (event) => {
    event.stopPropagation();
    let some = [];
    try { some = (await Outbox.waiting()).filter((one) => one.state !== "sent").concat((await R.others()).map((one) => one.draft)); } catch (error) { /* nothing is kept */ }
    if (box.checked && some.length && !window.confirm(R.words("clear"))) { box.checked = false; return; }
    R.shared(box.checked);
    if (box.checked) {
      await inTurn(async () => {
        clearTimeout(writing);
        writing = 0;
        try { await Outbox.clear(); } catch (error) { /* nothing was kept */ }
      });
      R.remember("tanggap", "");
      try { sessionStorage.clear(); } catch (error) { /* nothing was kept */ }
      R.status.textContent = "";
      await R.show();
    } else {
      R.save();
    }
  });
})();
