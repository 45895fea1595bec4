/* Reports that wait on this phone, were sent from it, or were begun elsewhere: shown above the form, and sent when their
   time has come. For browsers of 2017. */
(function () {
  "use strict";
  const R = self.Report, MONTH = 30 * 86400000;
  if (!R || R.show) { return; }
  const list = R.top.appendChild(R.piece("waiting")), field = R.field;
  let mending = "";  // lies on the phone still while it is mended, so that a closed page loses nothing
  list.hidden = true;

  const title = (item) => {
    const pair = item.fields.find((one) => one[0] === "text"), text = pair ? pair[1].trim() : "";
    return text ? text.slice(0, 90) + (text.length > 90 ? "…" : "") : item.title || R.words("wordless");
  };
  const standing = (item) => {
    if (item.state === "asks") {
      const errors = item.errors || {};
      return R.words("asks") + Object.keys(errors).map((one) => ". " + errors[one]).join("");
    }
    if (item.busy > Date.now() - 120000) { return R.words("busy"); }
    return R.words(item.why === "network" || !item.why ? "network" : "server");
  };
  const line = (heading, below, shown, item) => {
    const made = list.querySelector("ul").appendChild(R.piece("item").firstElementChild);
    made.querySelector(".card__title").textContent = heading;
    made.querySelector(".small").textContent = below;
    ["now", "mend", "open", "receipt", "delete"].forEach((name) => { made.querySelector("[data-do=" + name + "]").hidden = shown.indexOf(name) < 0; });
    if (item.receipt) { made.querySelector("[data-do=receipt]").href = item.receipt; }
    return made;
  };
  const showDraft = (one) => {
    const made = line(title(one.draft), R.words(one.open ? "elsewhere" : "unfinished"), ["open", "delete"], one.draft);
    R.press(made, "open", async () => {
      if (await R.takeUp(one.draft)) { R.clean(); }
      await R.show();
      field("text").focus();
    });
    R.press(made, "delete", async () => { await R.forget(one.draft.key); await R.show(); R.form.querySelector("h2").focus(); });
  };
  const showWaiting = (item) => {
    const sent = item.state === "sent";
    const day = { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" };
    const made = sent ? line(R.words("sent"), new Date(item.at).toLocaleString(document.documentElement.lang, day), ["receipt", "delete"], item) :
      line(title(item), standing(item), [item.state === "asks" ? "mend" : "now", "delete"], item);
    R.press(made, "now", () => { R.sendWaiting("wished"); });
    R.press(made, "delete", async () => { await Outbox.remove(item.key); await R.marked(); await R.show(); R.form.querySelector("h2").focus(); });
    // The way to a confidential report does not stay here once somebody has gone it.
    R.press(made, "receipt", () => { if (item.secret) { Outbox.remove(item.key).then(R.marked, () => {}); } });
    R.press(made, "mend", async () => {
      if (!(await R.aside())) { return; }
      R.fill(Object.assign({}, item, { key: item.fresh || item.key }));
      if (await R.keep()) { await Outbox.remove(item.key); } else { mending = item.key; }
      await R.show();
      R.answerWith({ errors: item.errors || {}, remarks: "", key: field("key").value, why: item.why });
    });
  };
  R.show = async () => {
    let all = [], begun = [];
    try {
      all = (await Outbox.waiting()).filter((one) => one.key !== mending);
      begun = R.shared() ? [] : await R.others();
    } catch (error) { /* nothing is kept */ }
    list.querySelector("ul").textContent = "";
    list.hidden = !(all.length || begun.length);
    list.querySelector("[data-waits]").hidden = !all.some((one) => one.state === "waiting");
    all.sort((one, other) => one.at - other.at).forEach(showWaiting);
    begun.forEach(showDraft);
  };
  R.listTitle = () => list.querySelector("h2");
  R.mended = async () => {
    if (mending) { await Outbox.remove(mending); }
    mending = "";
  };

  let going = false;
  R.sendWaiting = async (why) => {
    if (going) { return; }
    going = true;
    try {
      await Outbox.sendAll(R.program, why);
      for (const one of await Outbox.waiting()) {
        if (one.state === "sent" && Date.now() - one.at > MONTH) { await Outbox.remove(one.key); }
      }
      await R.marked();
    } catch (error) { /* nothing is kept */ }
    going = false;
    await R.show();
  };
  setInterval(() => { if (!list.hidden && navigator.onLine !== false) { R.sendWaiting(""); } }, 60000);
})();
