// crypto.subtle as node code sees it: the prelude and the native side in a real VM.
#include <gtest/gtest.h>
#include <atomic>

#include <thread>

#include "runtime/testing/realm_fixture.h"

namespace tntc::runtime::js {
namespace {

using runtime::testing::in_ms;
using runtime::testing::kPath;
using runtime::testing::node_of;

// What the expressions below can use.
constexpr const char* kNames = R"(
  const { subtle } = crypto;
  const bytes = (text) => new TextEncoder().encode(text);
  const hex = (from) => [...new Uint8Array(from)].map((b) => b.toString(16).padStart(2, "0")).join("");
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const p256 = { name: "ECDSA", namedCurve: "P-256" };
  const rsa = { name: "RSA-PSS", modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
  const raw = (algorithm, usages, size = 16, extractable = true) =>
    subtle.importKey("raw", new Uint8Array(size), algorithm, extractable, usages);
)";

class SubtleTest : public runtime::testing::RealmFixture {
 protected:
  SubtleTest() { realm = make_realm(host); }

  // Whether the VM still lives after a node with this body.
  bool live(const std::string& body, std::int64_t deadline) {
    EXPECT_TRUE(realm->load(kPath, node_of(kNames + body), in_ms(60'000)));
    return invoke(1, "{}", deadline);
  }

  // The JSON text of what the body returns, or the name and message of what it throws.
  std::string output(const std::string& body) {
    EXPECT_TRUE(live(body, in_ms(60'000)));
    const CallEnd* end = host.end_of(1);
    if (end == nullptr) return "it has not ended";
    return end->ok ? end->text : end->name + ": " + end->text;
  }
};

// --- what it is ---------------------------------------------------------------------------------

TEST_F(SubtleTest, IsThereWithItsInterfaces) {
  EXPECT_EQ(output("return [`${subtle}`, crypto.subtle === subtle, subtle instanceof SubtleCrypto,"
                   " crypto instanceof Crypto, typeof CryptoKey];"),
            R"(["[object SubtleCrypto]",true,true,true,"function"])");
}

TEST_F(SubtleTest, MakesKeysThatSayWhatTheyAre) {
  EXPECT_EQ(
      output("const k = await subtle.generateKey(hmac, false, ['verify', 'sign', 'sign']);"
             "return [k instanceof CryptoKey, k.type, k.extractable, k.algorithm, k.usages];"),
      R"([true,"secret",false,{"name":"HMAC","length":512,"hash":{"name":"SHA-256"}},)"
      R"(["sign","verify"]])");
}

TEST_F(SubtleTest, MakesPairsWhoseHalvesShareTheUsages) {
  EXPECT_EQ(output("const { publicKey: a, privateKey: b } = await subtle.generateKey("
                   "'Ed25519', false, ['sign', 'verify']);"
                   "return [a.type, a.extractable, a.usages, b.type, b.extractable, b.usages];"),
            R"(["public",true,["verify"],"private",false,["sign"]])");
}

TEST_F(SubtleTest, KeepsAKeysPowersFromWhoeverChangesItsLists) {
  EXPECT_EQ(output("const k = await raw(hmac, ['verify']); k.usages.push('sign');"
                   "k.algorithm.hash.name = 'SHA-1';"
                   "await subtle.sign('HMAC', k, bytes('x'));"),
            "InvalidAccessError: the key may not be used to sign; its usages are: verify");
}

TEST_F(SubtleTest, TakesNamesInAnyCaseAndAnswersThemInTheStandards) {
  EXPECT_EQ(output("const k = await raw({ name: 'hmac', hash: 'sha-512' }, ['sign']);"
                   "return k.algorithm;"),
            R"({"name":"HMAC","length":128,"hash":{"name":"SHA-512"}})");
}

// --- that it works together ---------------------------------------------------------------------

TEST_F(SubtleTest, HashesWhateverHoldsBytes) {
  EXPECT_EQ(output("const whole = bytes('xabcx'); const view = new DataView(whole.buffer, 1, 3);"
                   "const a = hex(await subtle.digest('SHA-1', view));"
                   "const b = hex(await subtle.digest({ name: 'sha-1' }, bytes('abc').buffer));"
                   "return [a, a === b];"),
            R"(["a9993e364706816aba3e25717850c26c9cd0d89d",true])");
}

TEST_F(SubtleTest, BringsEveryExtractableKeyBackFromEveryFormat) {
  EXPECT_EQ(output(R"(
    const kinds = [
      [p256, ["sign", "verify"], ["raw", "spki", "jwk"], ["pkcs8", "jwk"]],
      [{ name: "ECDH", namedCurve: "P-521" }, ["deriveBits"], ["raw", "spki", "jwk"], ["pkcs8", "jwk"]],
      ["Ed25519", ["sign", "verify"], ["raw", "spki", "jwk"], ["pkcs8", "jwk"]],
      ["X25519", ["deriveBits"], ["raw", "spki", "jwk"], ["pkcs8", "jwk"]],
      [rsa, ["sign", "verify"], ["spki", "jwk"], ["pkcs8", "jwk"]],
      [{ ...rsa, name: "RSA-OAEP" }, ["encrypt", "decrypt"], ["spki", "jwk"], ["pkcs8", "jwk"]],
    ];
    const same = (a, b) => JSON.stringify(a instanceof ArrayBuffer ? hex(a) : a) === JSON.stringify(b instanceof ArrayBuffer ? hex(b) : b);
    let count = 0;
    for (const [algorithm, usages, open, secret] of kinds) {
      const pair = await subtle.generateKey(algorithm, true, usages);
      for (const [key, formats] of [[pair.publicKey, open], [pair.privateKey, secret]])
        for (const format of formats) {
          const out = await subtle.exportKey(format, key);
          const back = await subtle.importKey(format, out, algorithm, true, key.usages);
          if (!same(out, await subtle.exportKey(format, back))) throw new Error(`${key.type} ${format} of ${key.algorithm.name}`);
          if (!same(key.algorithm, back.algorithm)) throw new Error(JSON.stringify(back.algorithm));
          count++;
        }
    }
    for (const [algorithm, usages] of [[hmac, ["sign"]], ["AES-GCM", ["encrypt"]], ["AES-KW", ["wrapKey"]]])
      for (const format of ["raw", "jwk"]) {
        const out = await subtle.exportKey(format, await raw(algorithm, usages));
        const back = await subtle.importKey(format, out, algorithm, true, usages);
        if (!same(out, await subtle.exportKey(format, back))) throw new Error(format);
        count++;
      }
    return count;)"),
            "34");
}

TEST_F(SubtleTest, SignsWithEveryScheme) {
  EXPECT_EQ(output(R"(
    const schemes = [
      ["RSASSA-PKCS1-v1_5", rsa, {}], ["RSA-PSS", rsa, { saltLength: 20 }],
      ["ECDSA", p256, { hash: "SHA-384" }], ["Ed25519", {}, {}],
    ];
    const results = [];
    for (const [name, making, signing] of schemes) {
      const { publicKey, privateKey } = await subtle.generateKey({ ...making, name }, false, ["sign", "verify"]);
      const signature = await subtle.sign({ ...signing, name }, privateKey, bytes("m"));
      results.push(await subtle.verify({ ...signing, name }, publicKey, signature, bytes("m")));
      results.push(await subtle.verify({ ...signing, name }, publicKey, signature, bytes("n")));
    }
    return results;)"),
            "[true,false,true,false,true,false,true,false]");
}

TEST_F(SubtleTest, WrapsAndUnwrapsKeysWithEveryCipher) {
  EXPECT_EQ(output(R"(
    const iv = new Uint8Array(16);
    const pair = await subtle.generateKey({ ...rsa, name: "RSA-OAEP", modulusLength: 2048 }, false, ["wrapKey", "unwrapKey"]);
    const wrappers = [
      [{ name: "AES-GCM", iv }], [{ name: "AES-CBC", iv }], [{ name: "AES-CTR", counter: iv, length: 64 }],
      [{ name: "AES-KW" }], [{ name: "RSA-OAEP" }, pair.publicKey, pair.privateKey],
    ];
    const inner = await subtle.importKey("raw", bytes("0123456789abcdef"), hmac, true, ["sign"]);
    const texts = [];
    for (const [algorithm, to, from] of wrappers)
      for (const format of algorithm.name === "AES-KW" ? ["raw"] : ["raw", "jwk"]) {
        const key = to ?? (await raw(algorithm.name, ["wrapKey", "unwrapKey"], 32));
        const wrapped = await subtle.wrapKey(format, inner, key, algorithm);
        const back = await subtle.unwrapKey(format, wrapped, from ?? key, algorithm, hmac, true, ["sign"]);
        texts.push(new TextDecoder().decode(await subtle.exportKey("raw", back)) === "0123456789abcdef");
      }
    return texts;)"),
            "[true,true,true,true,true,true,true,true,true]");
}

TEST_F(SubtleTest, DerivesKeys) {
  EXPECT_EQ(output(R"(
    const password = await subtle.importKey("raw", bytes("password"), "PBKDF2", false, ["deriveKey"]);
    const algorithm = { name: "PBKDF2", hash: "SHA-1", salt: bytes("salt"), iterations: 2 };
    const key = await subtle.deriveKey(algorithm, password, { ...hmac, length: 160 }, true, ["sign"]);
    const a = await subtle.generateKey("X25519", false, ["deriveKey"]);
    const b = await subtle.generateKey("X25519", false, ["deriveKey"]);
    const agree = (mine, theirs) => subtle.deriveKey({ name: "X25519", public: theirs.publicKey }, mine.privateKey, { name: "AES-GCM", length: 128 }, true, ["encrypt"]);
    const shared = [await agree(a, b), await agree(b, a)];
    const [x, y] = await Promise.all(shared.map((one) => subtle.exportKey("raw", one)));
    return [hex(await subtle.exportKey("raw", key)), hex(x) === hex(y), x.byteLength];)"),
            R"(["ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957",true,16])");
}

TEST_F(SubtleTest, GivesTheFirstBitsOfASharedSecret) {
  EXPECT_EQ(output(R"(
    const a = await subtle.generateKey("X25519", false, ["deriveBits"]);
    const bits = (n) => subtle.deriveBits({ name: "X25519", public: a.publicKey }, a.privateKey, n);
    const all = new Uint8Array(await bits(null)), few = new Uint8Array(await bits(12));
    return [all.length, few.length, few[0] === all[0], few[1] === (all[1] & 0xf0)];)"),
            "[32,2,true,true]");
}

// --- refusals -----------------------------------------------------------------------------------

struct Refusal {
  const char* what;
  const char* body;
  const char* says;  // the beginning of name: message
};
void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.what;
}

class SubtleRefuses : public SubtleTest, public ::testing::WithParamInterface<Refusal> {};

TEST_P(SubtleRefuses, ByTheNamesOfTheStandard) {
  const std::string said = output(GetParam().body);
  EXPECT_EQ(said.substr(0, std::string_view(GetParam().says).size()), GetParam().says) << said;
}

INSTANTIATE_TEST_SUITE_P(
    All, SubtleRefuses,
    ::testing::Values(
        Refusal{"UnknownAlgorithm", "await subtle.digest('MD5', bytes('x'))",
                "NotSupportedError: the hash MD5 is not supported; supported are SHA-1"},
        Refusal{"OperationOfAnother",
                "await subtle.encrypt('HMAC', await raw(hmac, ['sign']), bytes('x'))",
                "NotSupportedError: HMAC has no encrypt here"},
        Refusal{"NoAlgorithm", "await subtle.digest(undefined, bytes('x'))", "TypeError"},
        Refusal{"NoBytes", "await subtle.digest('SHA-1', 'text')",
                "TypeError: the data must be an ArrayBuffer or a view of one"},
        Refusal{"NoKey", "await subtle.sign('HMAC', {}, bytes('x'))",
                "TypeError: the key is not a CryptoKey"},
        Refusal{"MakingAKeyByHand", "new CryptoKey()", "TypeError: Illegal constructor"},
        Refusal{"KeyOfAnotherAlgorithm",
                "await subtle.sign('HMAC', (await subtle.generateKey('Ed25519', true, "
                "['sign'])).privateKey, bytes('x'))",
                "InvalidAccessError: the key is one of Ed25519, not of HMAC"},
        Refusal{"UsageNotGiven",
                "await subtle.verify('HMAC', await raw(hmac, ['sign']), bytes(''), bytes(''))",
                "InvalidAccessError: the key may not be used to verify"},
        Refusal{"UsageThatTheKeyCannotHave", "await raw(hmac, ['encrypt'])",
                "SyntaxError: this key cannot be used to encrypt; it can be used to sign, verify"},
        Refusal{"UsageThatIsNone", "await raw(hmac, ['fly'])", "TypeError: \"fly\" is no usage"},
        Refusal{"NoUsage", "await raw(hmac, [])",
                "SyntaxError: a secret key needs at least one usage"},
        Refusal{"PairWithoutPrivateUsage", "await subtle.generateKey(p256, true, ['verify'])",
                "SyntaxError: a private key needs at least one usage"},
        Refusal{"ExportingWhatStays",
                "await subtle.exportKey('raw', await raw(hmac, ['sign'], 16, false))",
                "InvalidAccessError: the key is not extractable"},
        Refusal{"ExportingInAStrangeFormat",
                "await subtle.exportKey('pem', await raw(hmac, ['sign']))",
                "TypeError: \"pem\" is no format of keys"},
        Refusal{"ExportingAPublicKeyAsPrivate",
                "await subtle.exportKey('pkcs8', (await subtle.generateKey(p256, true, "
                "['sign'])).publicKey)",
                "InvalidAccessError: a public key is not exported as pkcs8"},
        Refusal{"KeyOfAWrongSize", "await raw('AES-GCM', ['encrypt'], 15)",
                "DataError: an AES key has 128, 192, 256 bits, not 120"},
        Refusal{"EmptyKey", "await raw(hmac, ['sign'], 0)",
                "DataError: an HMAC key has at least one bit"},
        Refusal{"GeneratingAWrongSize",
                "await subtle.generateKey({ name: 'AES-GCM', length: 100 }, true, ['encrypt'])",
                "OperationError: an AES key has 128, 192, 256 bits, not 100"},
        Refusal{"BrokenSpki", "await subtle.importKey('spki', bytes('x'), p256, true, ['verify'])",
                "DataError: reading a SubjectPublicKeyInfo"},
        Refusal{"KeyOfAnotherCurve",
                "const { publicKey } = await subtle.generateKey({ ...p256, namedCurve: 'P-384' }, "
                "true, ['sign']);"
                "await subtle.importKey('spki', await subtle.exportKey('spki', publicKey), p256, "
                "true, ['verify'])",
                "DataError: the key is not one of P-256"},
        Refusal{"UnknownCurve",
                "await subtle.generateKey({ ...p256, namedCurve: 'P-999' }, true, ['sign'])",
                "NotSupportedError: the curve P-999 is not supported; supported are P-256"},
        Refusal{"JwkOfAnotherType",
                "await subtle.importKey('jwk', { kty: 'RSA' }, hmac, true, ['sign'])",
                "DataError: the JWK is of type RSA, not oct"},
        Refusal{"JwkOfAnotherAlgorithm",
                "await subtle.importKey('jwk', { kty: 'oct', k: 'AAAA', alg: 'HS512' }, hmac, "
                "true, ['sign'])",
                "DataError: the JWK is for HS512, not HS256"},
        Refusal{"JwkThatForbids",
                "await subtle.importKey('jwk', { kty: 'oct', k: 'AAAA', key_ops: ['verify'] }, "
                "hmac, true, ['sign'])",
                "DataError: the JWK does not allow all the usages"},
        Refusal{"JwkThatStays",
                "await subtle.importKey('jwk', { kty: 'oct', k: 'AAAA', ext: false }, hmac, true, "
                "['sign'])",
                "DataError: the JWK is not extractable"},
        Refusal{"JwkInBytes", "await subtle.importKey('jwk', bytes('{}'), hmac, true, ['sign'])",
                "TypeError: the key data of jwk are an object"},
        Refusal{"JwkWithoutItsMember",
                "await subtle.importKey('jwk', { kty: 'oct', k: '+/' }, hmac, true, ['sign'])",
                "DataError: the JWK has no member \"k\" in base64url"},
        Refusal{"ExtractablePassword", "await raw('PBKDF2', ['deriveBits'])",
                "SyntaxError: PBKDF2 keys are never extractable"},
        Refusal{"NoIterations",
                "await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-1', salt: bytes(''), "
                "iterations: 0 },"
                " await raw('PBKDF2', ['deriveBits'], 4, false), 8)",
                "OperationError: PBKDF2 needs at least one iteration"},
        Refusal{"OddLength",
                "await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-1', salt: bytes(''), info: "
                "bytes('') },"
                " await raw('HKDF', ['deriveBits'], 4, false), 7)",
                "OperationError: HKDF needs a length in bits that is a multiple of 8"},
        Refusal{
            "MoreBitsThanThereAre",
            "const a = await subtle.generateKey('X25519', false, ['deriveBits']);"
            "await subtle.deriveBits({ name: 'X25519', public: a.publicKey }, a.privateKey, 264)",
            "OperationError: the keys agree on 256 bits; 264 were asked for"},
        Refusal{
            "KeysOfTwoCurves",
            "const a = await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, "
            "['deriveBits']);"
            "const b = await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-384' }, false, "
            "['deriveBits']);"
            "await subtle.deriveBits({ name: 'ECDH', public: b.publicKey }, a.privateKey, null)",
            "InvalidAccessError: the two keys are not of one curve"},
        Refusal{"ChangedCipherText",
                "const iv = new Uint8Array(12), k = await raw('AES-GCM', ['encrypt', 'decrypt']);"
                "const c = new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv }, k, "
                "bytes('x'))); c[0] ^= 1;"
                "await subtle.decrypt({ name: 'AES-GCM', iv }, k, c)",
                "OperationError: decrypting: the tag does not fit the data"},
        Refusal{"StrangeTagLength",
                "await subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12), tagLength: 7 },"
                " await raw('AES-GCM', ['encrypt']), bytes('x'))",
                "OperationError: a tag of AES-GCM has 32, 64"},
        Refusal{"RsaKeyBeyondMeasure",
                "await subtle.generateKey({ ...rsa, modulusLength: 16384 }, true, ['sign'])",
                "OperationError: RSA keys have 512 to 8192 bits, not 16384"},
        Refusal{
            "WrappedRubbish",
            "const iv = new Uint8Array(16), k = await raw('AES-CBC', ['encrypt', 'unwrapKey']);"
            "const c = await subtle.encrypt({ name: 'AES-CBC', iv }, k, bytes('{')); "
            "await subtle.unwrapKey('jwk', c, k, { name: 'AES-CBC', iv }, hmac, true, ['sign'])",
            "DataError: what was wrapped is no JWK"},
        Refusal{"WrappedNoJwk",
                "const iv = new Uint8Array(16), k = await raw('AES-CTR', ['wrapKey', 'unwrapKey']);"
                "const a = { name: 'AES-CTR', counter: iv, length: 64 };"
                "const c = await subtle.wrapKey('raw', await raw(hmac, ['sign']), k, a);"
                "await subtle.unwrapKey('jwk', c, k, a, hmac, true, ['sign'])",
                "DataError: what was wrapped is no JWK"}),
    [](const auto& test) { return test.param.what; });

// --- limits -------------------------------------------------------------------------------------

// Far less than any of these takes to its end, and than the supervisor waits before it kills.
constexpr std::int64_t kLimit = 50;

struct Long {
  const char* name;
  const char* body;
};
void PrintTo(const Long& work, std::ostream* out) {
  *out << work.name;
}

class SubtleStops : public SubtleTest, public ::testing::WithParamInterface<Long> {};

INSTANTIATE_TEST_SUITE_P(
    All, SubtleStops,
    ::testing::Values(
        Long{"Pbkdf2",
             "const k = await raw('PBKDF2', ['deriveBits'], 8, false);"
             "await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-512', salt: bytes('s'),"
             " iterations: 4e9 }, k, 512); for (;;) {}"},
        Long{"RsaKeys",
             "for (;;) await subtle.generateKey({ ...rsa, modulusLength: 8192 }, true, ['sign']);"},
        Long{"Digests",
             "const much = new Uint8Array(64 << 20);"
             "for (;;) await subtle.digest('SHA-512', much);"},
        Long{"Ciphers",
             "const much = new Uint8Array(16 << 20), k = await raw('AES-CBC', ['encrypt']);"
             "for (;;) await subtle.encrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, k, "
             "much);"}),
    [](const auto& test) { return test.param.name; });

TEST_P(SubtleStops, AtTheTimeLimitOfTheRun) {
  const std::int64_t begun = monotonic_ns();
  EXPECT_FALSE(live(GetParam().body, in_ms(kLimit)));
  EXPECT_EQ(vm->stopped(), Stop::deadline);
  const std::int64_t late = (monotonic_ns() - begun) / 1'000'000 - kLimit;
  RecordProperty("late_ms", static_cast<int>(late));
  EXPECT_LT(late, 1000);  // some ten where nothing else runs
}

// The look that would end the script comes later than the node's own end.
TEST_F(SubtleTest, LeavesNoNodeTheErrorOfAnOperationThatWasCutOff) {
  ASSERT_TRUE(live("console.log('now'); await subtle.digest('SHA-1', new Uint8Array(2 << 20));",
                   in_ms(60'000)));
  ASSERT_NE(host.end_of(1), nullptr);
  host.on_log = [this] { brake.stop(Stop::cancelled, brake.entered_at()); };
  EXPECT_FALSE(invoke(2));
  EXPECT_EQ(vm->stopped(), Stop::cancelled);
  EXPECT_EQ(host.end_of(2), nullptr);
}

TEST_P(SubtleStops, WhenTheRunIsCancelled) {
  std::atomic<bool> over{false};
  std::thread canceller([this, &over] {
    while (brake.entered_at() == 0) std::this_thread::yield();
    for (std::int64_t end = in_ms(kLimit); monotonic_ns() < end;) std::this_thread::yield();
    // Each entry is one: on a busy machine it may be another than the node's own.
    while (!over) {
      brake.stop(Stop::cancelled, brake.entered_at());
      std::this_thread::yield();
    }
  });
  EXPECT_FALSE(live(GetParam().body, in_ms(20'000)));
  over = true;
  canceller.join();
  EXPECT_EQ(vm->stopped(), Stop::cancelled);
}

}  // namespace
}  // namespace tntc::runtime::js
