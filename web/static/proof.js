/* Proof of work: finds a number whose SHA-256 with the challenge and the form's key begins with enough zero bits.
   A worker of the page, and a part of the service worker. Written for browsers of 2017, also without a secure context. */
(function () {
  "use strict";
  var K = [], START = [];
  (function () {
    var prime = 2, found = 0, i;
    var part = function (number) { return ((number - Math.floor(number)) * 4294967296) | 0; };
    while (found < 64) {
      for (i = 2; i * i <= prime && prime % i; i++) {}
      if (i * i > prime) {
        if (found < 8) { START[found] = part(Math.pow(prime, 1 / 2)); }
        K[found++] = part(Math.pow(prime, 1 / 3));
      }
      prime++;
    }
  })();

  var w = new Int32Array(64);
  var block = function (state, words, from) {
    var a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (var i = 0; i < 64; i++) {
      if (i < 16) {
        w[i] = words[from + i];
      } else {
        var x = w[i - 15], y = w[i - 2];
        w[i] = (w[i - 16] + w[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) +
          ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10)) | 0;
      }
      var one = (h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      var two = (((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    var last = [a, b, c, d, e, f, g, h];
    for (i = 0; i < 8; i++) { state[i] = (state[i] + last[i]) | 0; }
  };

  // The first 32 bits of the hash of ASCII text; nobody asks for more work than they can show.
  var hash = function (text) {
    var blocks = (text.length + 8 >> 6) + 1, words = new Int32Array(blocks * 16), state = START.slice(), i;
    for (i = 0; i < text.length; i++) { words[i >> 2] |= text.charCodeAt(i) << 24 - (i & 3) * 8; }
    words[i >> 2] |= 128 << 24 - (i & 3) * 8;
    words[blocks * 16 - 1] = text.length * 8;
    for (i = 0; i < words.length; i += 16) { block(state, words, i); }
    return state[0] >>> 0;
  };

  var solve = function (challenge, key) {
    var bits = Number(challenge.split(".")[1]), limit = Math.pow(2, 32 - bits), number = 0;
    while (hash(challenge + "." + key + "." + number) >= limit) { number++; }
    return challenge + "." + number;
  };

  self.Proof = { solve: solve, mark: function (text) { return hash(encodeURIComponent(text)); } };
  if (typeof WorkerGlobalScope !== "undefined" && typeof clients === "undefined") {
    self.onmessage = function (asked) { self.postMessage(solve(asked.data[0], asked.data[1])); };
  }
})();
