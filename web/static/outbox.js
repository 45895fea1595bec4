/* Drafts and reports that wait on the phone, and the one way they are sent: for the page and for its service worker.
   A report keeps the key it was first sent with, so that however often it comes, it is filed once. */
(function () {
  "use strict";
  const HOUR = 3600000, LEASE = 120000, PATIENCE = 6000, MINUTE = 60000, DRAFT = "draft:";
  let opening = null, there = false, silent = false;

  // Everything lies in one place: drafts under "draft:" and their key, what waits under its key alone.
  // Some browsers never answer: waited for once, and asked again in passing, for a weak phone may only be slow.
  const opened = () => {
    opening = opening || new Promise((done, failed) => {
      const asking = indexedDB.open("tanggap", 1);
      asking.onupgradeneeded = () => { asking.result.createObjectStore("kept"); };
      asking.onsuccess = () => {
        there = true;
        silent = false;
        asking.result.onclose = () => { opening = null; there = false; };
        asking.result.onversionchange = () => { asking.result.close(); opening = null; there = false; };
        done(asking.result);
      };
      asking.onerror = () => { failed(asking.error); };
    });
    opening.catch(() => { opening = null; });
    return Promise.race([opening, new Promise((done, failed) => {
      setTimeout(() => { silent = !there; failed(new Error("no answer")); }, silent ? 100 : PATIENCE);
    })]);
  };
  // One transaction: `ask` is given the store, and how to say what comes of it.
  const act = async (mode, ask) => {
    const base = await opened();
    return new Promise((done, failed) => {
      let answer;
      const move = base.transaction("kept", mode);
      move.oncomplete = () => { done(answer); };
      move.onabort = move.onerror = () => { failed(move.error || new Error("not kept")); };
      ask(move.objectStore("kept"), (told) => { answer = told; });
    });
  };
  const reading = (store, name, then) => {
    const asking = store.get(name);
    asking.onsuccess = () => { then(asking.result); };
  };
  const get = (name) => act("readonly", (store, say) => { reading(store, name, say); });
  const remove = (name) => act("readwrite", (store) => { store.delete(name); });
  const clear = () => act("readwrite", (store) => { store.clear(); });
  const all = () => act("readonly", (store, say) => {
    const asking = store.getAll();
    asking.onsuccess = () => { say(asking.result); };
  });
  const waiting = async () => (await all()).filter((one) => one.state);
  // Sets down what `change` makes of what lies there, in one go; it is given nothing where nothing does.
  const change = (name, make) => act("readwrite", (store, say) => {
    reading(store, name, (held) => {
      const made = make(held);
      if (made) { store.put(made, name); }
      say(made);
    });
  });

  // Drafts belong to one open page (`tab`): what another page took over, this one writes no more.
  const drafts = async () => (await all()).filter((one) => !one.state).sort((one, other) => other.at - one.at);
  const keep = async (item, tab) => Boolean(await change(DRAFT + item.key, (held) => (
    held && held.tab !== tab ? null : Object.assign({}, item, { tab: tab })
  )));
  const take = (draft, tab) => change(DRAFT + draft.key, (held) => (
    held && held.tab === draft.tab ? Object.assign({}, held, { tab: tab }) : null
  ));
  const drop = (key, tab) => act("readwrite", (store) => {
    reading(store, DRAFT + key, (held) => { if (held && (!tab || held.tab === tab)) { store.delete(DRAFT + key); } });
  });
  // From draft to what waits, both or neither.
  const queue = (item) => act("readwrite", (store) => {
    store.put(item, item.key);
    store.delete(DRAFT + item.key);
  });

  const solved = (challenge, key, program) => new Promise((done) => {
    if (!program || typeof Worker === "undefined") { done(self.Proof.solve(challenge, key)); return; }
    const working = new Worker(program);
    working.onmessage = (told) => { working.terminate(); done(told.data); };
    working.onerror = () => { working.terminate(); done(self.Proof.solve(challenge, key)); };
    working.postMessage([challenge, key]);
  });
  // A network that never answers is none; a phone too weak for the work sends without it, and somebody reads that first.
  const within = (time, what, instead) => new Promise((done, failed) => {
    setTimeout(() => { if (instead) { done(instead); } else { failed(new Error("no answer")); } }, time);
    what.then(done, failed);
  });
  const prove = async (key, program) => {
    const asked = fetch("/api/tantangan", { credentials: "same-origin", cache: "no-store" });
    const answer = await within(MINUTE / 2, asked.then(async (told) => ({ ok: told.ok, text: await told.text() })));
    if (!answer.ok) { return { text: "", at: 0, key: key }; }
    const work = solved(answer.text, key, program).then((text) => ({ text: text, at: Date.now(), key: key }));
    return within(MINUTE, work, { text: "", at: Date.now(), key: key });
  };

  const post = (key, body, progress) => new Promise((done, failed) => {
    if (typeof XMLHttpRequest === "undefined") {
      const headers = { "Idempotency-Key": key };
      fetch("/api/formulir", { method: "POST", body: body, headers: headers, credentials: "same-origin" }).then(
        async (answer) => { done({ status: answer.status, text: await answer.text(), after: answer.headers.get("retry-after") }); }
      ).catch(failed);
      return;
    }
    const asking = new XMLHttpRequest();
    asking.open("POST", "/api/formulir");
    asking.setRequestHeader("Idempotency-Key", key);
    asking.timeout = 300000;
    asking.upload.onprogress = (told) => { if (told.lengthComputable && progress) { progress(told.loaded / told.total); } };
    asking.onload = () => { done({ status: asking.status, text: asking.responseText, after: asking.getResponseHeader("Retry-After") }); };
    asking.onerror = asking.ontimeout = asking.onabort = failed;
    asking.send(body);
  });

  // What becomes of a report: {state: "sent", receipt}, {state: "asks", errors, remarks, key} or {state: "waiting", why, next}.
  const send = async (item, progress, program) => {
    let answer, told = {};
    try {
      let proof = item.proof;
      if (!proof || proof.key !== item.key || Date.now() - proof.at > HOUR) { proof = await prove(item.key, program); }
      const body = new FormData();
      item.fields.forEach((one) => { body.append(one[0], one[1]); });
      body.append("proof", proof.text);
      item.files.forEach((one) => { body.append(one.field, one.blob, one.name); });
      answer = await post(item.key, body, progress);
    } catch (error) {
      return { state: "waiting", why: "network", next: 0 };
    }
    try { told = JSON.parse(answer.text); } catch (error) { /* a proxy's own page */ }
    if (answer.status === 200 && told.receipt) { return { state: "sent", receipt: told.receipt }; }
    if (answer.status === 413) { return { state: "asks", why: "large", errors: {}, remarks: "", key: item.key }; }
    if (answer.status === 429 || answer.status >= 500 || !told.key) {
      return { state: "waiting", why: answer.status === 429 ? "many" : "server", next: Date.now() + (Number(answer.after) || 30) * 1000 };
    }
    return { state: "asks", why: "", errors: told.errors || {}, remarks: told.remarks || "", key: told.key, kept: told.kept };
  };

  // Sends what waits, one after the other; true when nothing is left that another try could send.
  // `why`: "wished" sends though somebody else seems to be at it, "online" before its time has come, "" only what is due.
  const sendAll = async (program, why) => {
    let done = true;
    for (const item of await waiting()) {
      if (item.state !== "waiting") { continue; }
      const ours = await change(item.key, (held) => {
        if (!held || held.state !== "waiting") { return null; }
        const taken = held.busy > Date.now() - LEASE, early = held.next > Date.now();
        if ((taken && why !== "wished") || (early && !why)) { done = false; return null; }
        return Object.assign({}, held, { busy: Date.now() });
      });
      if (!ours) { continue; }
      const answer = await send(ours, null, program);
      await change(item.key, (held) => {
        if (!held || held.state === "sent") { return null; }  // taken back, or sent by another page, in the meantime
        // Of what was sent nothing stays but where to follow it.
        if (answer.state === "sent") {
          return { key: item.key, state: "sent", at: item.at, title: "", fields: [], files: [], receipt: answer.receipt, secret: item.secret };
        }
        return Object.assign({}, held, answer, { key: item.key, fresh: answer.key, busy: 0 });
      });
      done = done && answer.state !== "waiting";
    }
    return done;
  };

  self.Outbox = {
    get: get, remove: remove, clear: clear, waiting: waiting, change: change, drafts: drafts, keep: keep, take: take, drop: drop, queue: queue,
    prove: prove, send: send, sendAll: sendAll
  };
})();
