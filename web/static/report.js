/* The complaint form on a phone: what its parts share. They are photos.js, voice.js, drafts.js, waiting.js and
   sending.js, in this order. Nothing of a confidential report, and nothing at all on a shared phone, is kept.
   For browsers of 2017. */
(function () {
  "use strict";
  const form = document.getElementById("report"), tools = document.getElementById("tools"), SHARED = "tanggap-bersama";
  if (!form || !tools || self.Report) { return; }
  const R = self.Report = { form: form, tools: tools, program: tools.getAttribute("data-proof") };

  R.words = (name, values) => Object.keys(values || {}).reduce(
    (text, one) => text.replace("{" + one + "}", values[one]), tools.getAttribute("data-say-" + name));
  R.piece = (name) => {
    const made = document.importNode(tools.querySelector("template").content.querySelector("[data-piece=" + name + "]"), true);
    made.removeAttribute("data-piece");
    made.setAttribute("data-here", name);
    return made;
  };
  const field = R.field = (name) => form.elements[name];
  R.press = (box, name, what) => { box.querySelector("[data-do=" + name + "]").addEventListener("click", what); };
  R.fresh = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    const hex = Array.from(bytes, (one) => ("0" + one.toString(16)).slice(-2)).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  // What may stay on this phone. A report about an office, or one whose words few may read, is as confidential as one called so.
  R.remembered = (name) => { try { return localStorage.getItem(name); } catch (error) { return null; } };
  R.remember = (name, value) => {
    try { if (value) { localStorage.setItem(name, value); } else { localStorage.removeItem(name); } } catch (error) { /* then nothing is kept */ }
  };
  R.shared = (yes) => {
    if (yes !== undefined) { R.remember(SHARED, yes ? "1" : ""); }
    return R.remembered(SHARED) === "1";
  };
  R.secret = () => field("visibility").value === "confidential" || Boolean(field("tautan")) || field("about_unit").value !== "" ||
    field("kind").value === tools.getAttribute("data-oversight") || form.querySelector("[data-closed]") !== null;
  R.keeps = () => !R.shared() && !R.secret();
  // The form's tools come at once wherever something was left here.
  R.marked = async () => { R.remember("tanggap", (await Outbox.waiting()).length || (await Outbox.drafts()).length ? "1" : ""); };

  // Lines that say what goes on.
  const end = form.querySelector("[data-send]");
  R.status = end.insertBefore(document.createElement("p"), end.firstChild);
  R.status.className = "sending";
  R.status.setAttribute("role", "status");
  R.top = document.createElement("div");
  form.parentNode.parentNode.insertBefore(R.top, form.parentNode);
  R.above = form.insertBefore(document.createElement("div"), form.firstChild);

  // The topics to choose from, which the first look at the form does without.
  const asked = field("sort");
  if (asked && asked.closest) {
    const place = asked.closest(".field");
    place.parentNode.insertBefore(R.piece("topic").firstElementChild, place);
    place.remove();
  }

  // The report as it is sent and kept; what each part adds to it.
  R.told = () => {
    const pairs = [];
    new FormData(form).forEach((value, name) => {
      if (typeof value === "string" && ["_csrf_token", "key", "voice_seconds"].indexOf(name) < 0) { pairs.push([name, value]); }
    });
    return R.voice.note ? pairs.concat([["voice_seconds", String(R.voice.note.seconds)]]) : pairs;
  };
  R.now = () => ({ key: field("key").value, fields: R.told(), files: R.photos.files().concat(R.voice.files()), at: Date.now(), secret: !R.keeps() });
  const OURS = ["started", "situs", "checked", "visibility", "tautan", "kind", "topic", "proof", "sekali_lagi"];
  R.something = (item) => item.files.length > 0 || item.fields.some((one) => one[1].trim() && OURS.indexOf(one[0]) < 0);
  const KEPT = ["photos_kept", "voice_kept"];
  const each = (selector, what) => { Array.from(document.querySelectorAll(selector)).forEach(what); };
  // Files the server has already, under the form's key.
  R.held = (ids) => {
    each("#report [data-held]", (one) => { one.remove(); });
    each("#report [name=photos_kept], #report [name=voice_kept]", (one) => { one.closest("li").remove(); });
    ids.forEach((id) => {
      const held = form.appendChild(document.createElement("input"));
      held.type = "hidden";
      held.name = KEPT[0];
      held.value = id;
      held.setAttribute("data-held", "");
    });
  };
  const moved = () => { field("latitude").dispatchEvent(new Event("moved")); };  // an open map shows what is held now
  R.fill = (item) => {
    R.empty();
    field("key").value = item.key;
    R.held(item.fields.filter((one) => KEPT.indexOf(one[0]) >= 0).map((one) => one[1]));
    item.fields.forEach((one) => {
      const control = field(one[0]);
      if (!control || ["started", "situs", "checked"].indexOf(one[0]) >= 0 || KEPT.indexOf(one[0]) >= 0) { return; }
      if (control.type === "checkbox") { control.checked = true; } else { control.value = one[1]; }
    });
    moved();
    R.photos.fill(item.files.filter((one) => one.field === "photos"));
    R.voice.fill(item.files.filter((one) => one.field === "voice")[0]);
  };
  R.empty = () => {
    form.reset();
    // What came with the page is no default of an empty form.
    each("#report textarea, #report input[type=text], #report input[type=tel], #report input[type=email], #report input[type=date], #report select", (one) => { one.value = ""; });
    each("#report [type=checkbox]", (one) => { if (one.name) { one.checked = false; } });
    each("#report [name=checked]", (one) => { one.remove(); });
    R.held([]);
    ["latitude", "longitude"].forEach((name) => { field(name).value = ""; });
    each("#report [data-locate] [role=status]", (one) => { one.textContent = ""; });
    moved();
    field("key").value = R.fresh();
    R.photos.fill([]);
    R.voice.fill(null);
    each("#report [data-check]", (one) => { one.textContent = ""; });
  };
})();
