// The keys and signatures printed in RFC 7515 (A.1, A.3), RFC 7517 (A.1) and RFC 8037 (A.1 to A.5).
import { Tally } from "./tally.ts";

const octets = (text: string) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (unit) => unit.charCodeAt(0));

const kClaims =
  "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

const kHmacKey = {
  kty: "oct",
  k: "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
};
const kHmacToken = `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${kClaims}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`;

const kCurveKey = {
  kty: "EC",
  crv: "P-256",
  x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
  d: "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
};
const kCurveToken = `eyJhbGciOiJFUzI1NiJ9.${kClaims}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`;

const kPublicCurveKey = {
  kty: "EC",
  crv: "P-256",
  x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
  y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
  use: "enc",
  kid: "1",
};

const kEdwardsKey = {
  kty: "OKP",
  crv: "Ed25519",
  d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
  x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
};
const kEdwardsToken =
  "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

function parts(token: string) {
  const end = token.lastIndexOf(".");
  return {
    signed: new TextEncoder().encode(token.slice(0, end)),
    signature: octets(token.slice(end + 1)),
  };
}

// What the RFC prints is there; `use` and `kid` are not kept.
const same = (jwk: JsonWebKey, wanted: Record<string, unknown>) =>
  Object.entries(wanted).every(
    ([name, value]) =>
      name === "use" || name === "kid" || (jwk as Record<string, unknown>)[name] === value,
  );

export default async function run() {
  const tally = new Tally();
  const { subtle } = crypto;

  await tally.run("RFC 7515 A.1", async () => {
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const key = await subtle.importKey("jwk", kHmacKey, algorithm, true, ["sign", "verify"]);
    const { signed, signature } = parts(kHmacToken);
    return (
      (await subtle.verify("HMAC", key, signature, signed)) &&
      same(await subtle.exportKey("jwk", key), { ...kHmacKey, alg: "HS256" })
    );
  });

  await tally.run("RFC 7515 A.3", async () => {
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const { d: _, ...open } = kCurveKey;
    const secret = await subtle.importKey("jwk", kCurveKey, algorithm, true, ["sign"]);
    const key = await subtle.importKey("jwk", open, algorithm, true, ["verify"]);
    const { signed, signature } = parts(kCurveToken);
    const ours = await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, secret, signed);
    const checks = [signature, ours].map((one) =>
      subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, one, signed),
    );
    return (
      (await Promise.all(checks)).every(Boolean) &&
      same(await subtle.exportKey("jwk", secret), kCurveKey)
    );
  });

  await tally.run("RFC 7517 A.1", async () => {
    const algorithm = { name: "ECDH", namedCurve: "P-256" };
    const key = await subtle.importKey("jwk", kPublicCurveKey, algorithm, true, []);
    return same(await subtle.exportKey("jwk", key), kPublicCurveKey);
  });

  await tally.run("RFC 8037 A.4 and A.5", async () => {
    const { d: _, ...open } = kEdwardsKey;
    const secret = await subtle.importKey("jwk", kEdwardsKey, "Ed25519", true, ["sign"]);
    const key = await subtle.importKey("jwk", open, "Ed25519", true, ["verify"]);
    const { signed, signature } = parts(kEdwardsToken);
    const ours = new Uint8Array(await subtle.sign("Ed25519", secret, signed));
    return (
      ours.every((byte, i) => byte === signature[i]) &&
      (await subtle.verify("Ed25519", key, signature, signed)) &&
      same(await subtle.exportKey("jwk", secret), kEdwardsKey)
    );
  });

  return tally.report();
}
