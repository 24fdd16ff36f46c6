// crypto.subtle: the Web Cryptography API over native code.
import type { Core, Host } from "../host";
import { makeAes } from "../subtle/aes";
import { makeCurves } from "../subtle/curve";
import { makeDerivations } from "../subtle/derivation";
import { Engine } from "../subtle/engine";
import { makeHmac } from "../subtle/hmac";
import { CryptoKey } from "../subtle/key";
import { makeRsa } from "../subtle/rsa";
import { makeSubtle } from "../subtle/subtle";

export default function (host: Host, core: Core) {
  const engine = new Engine(host, core);
  const { SubtleCrypto, subtle } = makeSubtle(engine, [
    makeHmac(engine),
    ...makeAes(engine),
    ...makeDerivations(engine),
    ...makeRsa(engine),
    ...makeCurves(engine),
  ]);
  return { __proto__: null, CryptoKey, SubtleCrypto, subtle };
}
