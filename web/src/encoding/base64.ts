// atob and btoa.

const kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const values = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) values[kAlphabet.charCodeAt(i)] = i;

// undefined: the text holds a character beyond U+00FF.
export function encode64(text: string): string | undefined {
  let out = "";
  for (let i = 0; i < text.length; i += 3) {
    const a = text.charCodeAt(i);
    const b = i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
    const c = i + 2 < text.length ? text.charCodeAt(i + 2) : 0;
    if (a > 255 || b > 255 || c > 255) return undefined;
    const bits = (a << 16) | (b << 8) | c;
    out += kAlphabet[bits >> 18]! + kAlphabet[(bits >> 12) & 63]!;
    out += i + 1 < text.length ? kAlphabet[(bits >> 6) & 63]! : "=";
    out += i + 2 < text.length ? kAlphabet[bits & 63]! : "=";
  }
  return out;
}

// By the "forgiving" rules: white space is skipped, padding may be missing. undefined: not base64.
export function decode64(given: string): string | undefined {
  let text = given.replace(/[\t\n\f\r ]+/g, "");
  if (text.length % 4 === 0) text = text.replace(/==?$/, "");
  if (text.length % 4 === 1) return undefined;
  let out = "";
  let bits = 0;
  let held = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const value = unit < 128 ? values[unit]! : -1;
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += String.fromCharCode((bits >> held) & 0xff);
  }
  return out;
}
