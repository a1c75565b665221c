/* Codes of guests, checked on this phone: HMAC-SHA256 (FIPS 180-4, RFC 2104) in Crockford's base 32. By itself, because
   crypto.subtle is missing where the village has plain http. */
(function () {
  "use strict";
  var ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", K = [], START = [];
  (function () { /* the constants are the fractions of roots of the first primes */
    var prime = 2, found = 0, fraction = function (x) { return ((x - Math.floor(x)) * 4294967296) | 0; };
    var isPrime = function (n) { for (var d = 2; d * d <= n; d += 1) { if (n % d === 0) { return false; } } return true; };
    while (found < 64) {
      if (isPrime(prime)) {
        if (found < 8) { START.push(fraction(Math.sqrt(prime))); }
        K.push(fraction(Math.cbrt(prime))); found += 1;
      }
      prime += 1;
    }
  })();
  var turn = function (x, n) { return (x >>> n) | (x << (32 - n)); };
  var sha256 = function (bytes) {
    var length = bytes.length, blocks = (length + 72) >> 6, padded = new Uint8Array(blocks * 64), h = START.slice(), w = new Int32Array(64);
    padded.set(bytes); padded[length] = 128;
    new DataView(padded.buffer).setUint32(padded.length - 4, length * 8);
    for (var at = 0; at < padded.length; at += 64) {
      var view = new DataView(padded.buffer, at, 64), s = h.slice(), i, a, b;
      for (i = 0; i < 64; i += 1) {
        if (i < 16) { w[i] = view.getInt32(i * 4); } else {
          a = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
          b = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
          w[i] = (w[i - 16] + a + w[i - 7] + b) | 0;
        }
        a = (s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) + K[i] + w[i]) | 0;
        b = ((turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]))) | 0;
        s = [(a + b) | 0, s[0], s[1], s[2], (s[3] + a) | 0, s[4], s[5], s[6]];
      }
      for (i = 0; i < 8; i += 1) { h[i] = (h[i] + s[i]) | 0; }
    }
    var out = new Uint8Array(32), place = new DataView(out.buffer);
    h.forEach(function (word, n) { place.setInt32(n * 4, word); });
    return out;
  };
  var joined = function (one, other) { var both = new Uint8Array(one.length + other.length); both.set(one); both.set(other, one.length); return both; };
  var hmac = function (key, text) { /* keys here have 32 bytes, texts are ASCII */
    var inner = new Uint8Array(64).fill(0x36), outer = new Uint8Array(64).fill(0x5c), i;
    for (i = 0; i < key.length; i += 1) { inner[i] ^= key[i]; outer[i] ^= key[i]; }
    var words = Uint8Array.from(text, function (letter) { return letter.charCodeAt(0); });
    return sha256(joined(outer, sha256(joined(inner, words))));
  };
  var bytesOf = function (hex) { return Uint8Array.from(hex.match(/../g) || [], function (pair) { return parseInt(pair, 16); }); };
  var mac = function (secret, gathering, guest) {
    var hash = hmac(bytesOf(secret), "guest:" + gathering + ":" + guest), letters = "", bits = 0, held = 0, at = 0;
    while (letters.length < 8) {
      if (held < 5) { bits = (bits << 8) | hash[at]; at += 1; held += 8; }
      letters += ALPHABET[(bits >>> (held - 5)) & 31]; held -= 5; bits &= (1 << held) - 1;
    }
    return letters;
  };
  /* The guest whose code this is: a number; "other" where it is another gathering's, null where it is none. */
  window.guestIn = function (secret, gathering, code) {
    var plain = code.toUpperCase().replace(/\s+/g, ""), scanned = /^LJ1\.([0-9]{1,18})\.([0-9]{1,18})\.([0-9A-Z]{8})$/.exec(plain), found;
    if (scanned && scanned[1] !== String(gathering)) { return "other"; }
    if (scanned) { found = [scanned[2], scanned[3]]; } else {
      found = /^([0-9]{1,18})-?([0-9A-Z]{8})$/.exec(plain.replace(/O/g, "0").replace(/[IL]/g, "1"));
      if (!found) { return null; }
      found = [found[1], found[2]];
    }
    var guest = Number(found[0]);
    return Number.isSafeInteger(guest) && mac(secret, gathering, guest) === found[1] ? guest : null;
  };
})();
