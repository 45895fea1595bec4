/* A voice note for the complaint form, recorded on the page. For browsers of 2017. */
(function () {
  "use strict";
  const R = self.Report;
  if (!R || R.voice) { return; }
  let recorder = null, url = "";
  const heard = document.getElementById("voice"), box = R.piece("voice"), made = box.querySelector(".voice__made");
  const timer = box.querySelector("[role=timer]"), longest = Number(R.tools.getAttribute("data-longest"));
  const kinds = { "audio/webm;codecs=opus": "weba", "audio/ogg;codecs=opus": "ogg", "audio/mp4": "m4a" };
  const clock = (seconds) => Math.floor(seconds / 60) + ":" + ("0" + seconds % 60).slice(-2);
  const part = (name) => box.querySelector("[data-do=" + name + "]");

  const show = () => {
    const recording = recorder !== null, note = R.voice.note;
    part("record").hidden = recording || note !== null;
    part("stop").hidden = timer.hidden = !recording;
    made.hidden = note === null;
    if (url) { URL.revokeObjectURL(url); }
    url = note ? URL.createObjectURL(note.blob) : "";
    if (note) { made.querySelector("audio").src = url; }
  };
  const record = async () => {
    let sound;
    try {
      sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      document.getElementById("voice-chosen").textContent = R.words("microphone");
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
      R.voice.note = blob.size ? { name: "rekaman." + (kinds[kind] || "weba"), blob: blob, seconds: seconds } : null;
      show();
      if (R.voice.note) { part("erase").focus(); }
      R.save();
    };
    recorder.start(1000);
    timer.textContent = clock(0) + " / " + clock(longest);
    show();
    part("stop").focus();
  };

  R.voice = {
    note: null,
    // Ends a recording that still runs; what was said so far goes along.
    stop: () => new Promise((done) => {
      if (!recorder) { done(); return; }
      recorder.addEventListener("stop", done);
      recorder.stop();
    }),
    files: () => {
      const note = R.voice.note;
      if (note) { return [{ field: "voice", name: note.name, blob: note.blob, seconds: note.seconds }]; }
      return heard.files.length ? [{ field: "voice", name: heard.files[0].name, blob: heard.files[0] }] : [];
    },
    fill: (file) => {
      heard.value = "";
      R.voice.note = file ? { name: file.name, blob: file.blob, seconds: file.seconds || 1 } : null;
      show();
    }
  };
  if (window.MediaRecorder && navigator.mediaDevices && navigator.mediaDevices.getUserMedia) {
    const standing = document.activeElement === heard;
    heard.hidden = true;
    heard.parentNode.insertBefore(box, heard);
    if (standing) { part("record").focus(); }
    R.press(box, "record", record);
    R.press(box, "stop", () => { if (recorder) { recorder.stop(); } });
    R.press(box, "erase", () => { R.voice.note = null; show(); part("record").focus(); R.save(); });
  }
})();
