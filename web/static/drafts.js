/* The draft of the complaint form: written down half a second after the last letter, and found again by the next page.
   Each open page holds a draft of its own, so that two of them lose no words and mix none. For browsers of 2017. */
(function () {
  "use strict";
  const R = self.Report, MONTH = 30 * 86400000, WHO = "tanggap-siapa", HERE = "tanggap-hadir";
  const OPEN = "tanggap-terbuka:", HEARD = 3000;
  if (!R || R.save) { return; }
  const tab = R.fresh(), field = R.field;
  let writing = 0, turn = Promise.resolve(), holding = false, gone = false;
  R.over = false;  // what stands in the form was sent, and is no draft any more

  // One after the other: what is written down late must not come back after it was sent.
  const inTurn = (what) => {
    turn = turn.then(what, what);
    return turn;
  };
  // That this page holds a draft is written down as long as it is open: whoever is gone is not asked in vain.
  const hold = (yes) => {
    holding = yes;
    R.remember(OPEN + tab, yes && !gone ? "1" : "");
  };
  const written = async (item) => {
    hold(true);
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
      hold(false);
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

  // The key of the draft that each page of `asked` holds now: asked and answered through localStorage, which tells every other page.
  // One that died without a word, or is too busy to answer in time, counts as gone; what it writes on is its own then.
  window.addEventListener("storage", (event) => {
    if (event.key !== WHO || !event.newValue || !holding) { return; }
    hold(true);
    R.remember(HERE, [tab, field("key").value, R.fresh()].join(" "));
  });
  const there = (asked) => new Promise((done) => {
    const held = {}, silent = () => asked.filter((one) => !held[one]);
    let waiting = 0;
    const end = () => {
      clearTimeout(waiting);
      window.removeEventListener("storage", hear);
      silent().forEach((one) => { R.remember(OPEN + one, ""); });
      R.remember(WHO, "");
      R.remember(HERE, "");
      done(held);
    };
    const hear = (event) => {
      const told = event.key === HERE && event.newValue ? event.newValue.split(" ") : [];
      if (told.length) { held[told[0]] = told[1]; }
      if (!silent().length) { end(); }
    };
    window.addEventListener("storage", hear);
    R.remember(WHO, R.fresh());
    waiting = setTimeout(end, HEARD);
  });

  // Drafts other than the one in this form, each with whether another open page holds it.
  R.others = async () => {
    const found = (await Outbox.drafts()).filter((one) => one.key !== field("key").value);
    const asked = found.map((one) => one.tab).filter((one) => one !== tab && R.remembered(OPEN + one));
    const held = asked.length ? await there(asked) : {};
    return found.map((one) => ({ draft: one, open: held[one.tab] === one.key }));
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
      if (R.something(R.now())) { return; }  // somebody did not wait for it
      const mine = !one.open && await Outbox.take(one.draft, tab);
      if (mine && !R.something(R.now())) {
        hold(true);
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
    hold(true);
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

  window.addEventListener("pagehide", () => {
    if (writing) { R.keep(); }
    gone = true;
    hold(holding);
  });
  window.addEventListener("pageshow", () => {
    gone = false;
    hold(holding);
  });

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
        hold(false);
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
