/* Drafts and reports that wait on the phone, and the one way they are sent: for the page and for its service worker.
   A report keeps the key it was first sent with, so that however often it comes, it is filed once. */
(function () {
  "use strict";
  const HOUR = 3600000;
  let opening = null;

  // Everything lies in one place: "draft" under its own name, what waits under its key.
  const opened = () => {
    opening = opening || new Promise((done, failed) => {
      const asking = indexedDB.open("tanggap", 1);
      asking.onupgradeneeded = () => { asking.result.createObjectStore("kept"); };
      asking.onsuccess = () => { done(asking.result); };
      asking.onerror = () => { failed(asking.error); };
    });
    return opening;
  };
  const act = async (mode, ask) => {
    const store = (await opened()).transaction("kept", mode).objectStore("kept");
    return new Promise((done, failed) => {
      const asking = ask(store);
      store.transaction.oncomplete = () => { done(asking.result); };
      store.transaction.onabort = store.transaction.onerror = () => { failed(store.transaction.error); };
    });
  };
  const put = (name, value) => act("readwrite", (store) => store.put(value, name));
  const get = (name) => act("readonly", (store) => store.get(name));
  const remove = (name) => act("readwrite", (store) => store.delete(name));
  const clear = () => act("readwrite", (store) => store.clear());
  const waiting = async () => (await act("readonly", (store) => store.getAll())).filter((one) => one.state);

  const solved = (challenge, key, program) => new Promise((done) => {
    if (!program || typeof Worker === "undefined") { done(self.Proof.solve(challenge, key)); return; }
    const working = new Worker(program);
    working.onmessage = (told) => { working.terminate(); done(told.data); };
    working.onerror = () => { working.terminate(); done(self.Proof.solve(challenge, key)); };
    working.postMessage([challenge, key]);
  });
  const prove = async (key, program) => {
    const answer = await fetch("/api/tantangan", { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) { return { text: "", at: 0, key: key }; }
    return { text: await solved(await answer.text(), key, program), at: Date.now(), key: key };
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
      if (!proof || !proof.text || proof.key !== item.key || Date.now() - proof.at > HOUR) { proof = await prove(item.key, program); }
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
    return { state: "asks", why: "", errors: told.errors || {}, remarks: told.remarks || "", key: told.key };
  };

  // Sends what waits, one after the other; true when nothing is left that another try could send.
  const sendAll = async (program, now) => {
    let done = true;
    for (const item of await waiting()) {
      if (item.state !== "waiting") { continue; }
      if (!now && (item.next > Date.now() || item.busy > Date.now() - 120000)) { done = false; continue; }
      await put(item.key, Object.assign({}, item, { busy: Date.now() }));
      const answer = await send(item, null, program);
      const held = await get(item.key);
      if (!held) { continue; }  // taken back in the meantime
      if (answer.state === "sent") {
        // Of what was sent nothing stays but where to follow it.
        await put(item.key, { key: item.key, state: "sent", at: item.at, title: "", fields: [], files: [], receipt: answer.receipt });
      } else {
        await put(item.key, Object.assign({}, item, answer, { key: item.key, fresh: answer.key, busy: 0 }));
        done = done && answer.state === "asks";
      }
    }
    return done;
  };

  self.Outbox = { put: put, get: get, remove: remove, clear: clear, waiting: waiting, prove: prove, send: send, sendAll: sendAll };
})();
