// Files. Native code does each act at once and within bounds (src/worker/node_files.h), so the
// promises here are settled when they are made.
import { bytesOf } from "../encoding/bytes";
import { thrown } from "./errors";
import { core, host } from "../realm";

const enum Act {
  read = 0,
  write,
  status,
  linkStatus,
  makeDirectory,
  list,
  remove,
  rename,
  copy,
  makeTempFile,
  makeTempDirectory,
  realPath,
  truncate,
}
const kAppend = 1;
const kCreate = 2;
const kCreateNew = 4;
const kRecursive = 8;

function pathOf(given: unknown): string {
  if (typeof given === "string") return given;
  const { URL } = core.chunk("url");
  if (!(given instanceof URL)) throw new TypeError("a path must be a string or a file: URL");
  const url = given as any;
  if (url.protocol !== "file:") throw new TypeError("a URL for a file must begin with file:");
  return decodeURIComponent(url.pathname);
}

function act(
  what: Act,
  path: string,
  second = "",
  bytes: Uint8Array | null = null,
  flags = 0,
  mode?: number,
  size?: number,
): any {
  try {
    return host.file(what, path, second, bytes, flags, mode, size);
  } catch (reason) {
    throw thrown(reason);
  }
}

function modeOf(options: any): number | undefined {
  const mode = options?.mode;
  if (mode === undefined || mode === null) return undefined;
  if (!Number.isInteger(mode) || mode < 0 || mode > 0o7777)
    throw new TypeError("mode must be a number such as 0o644");
  return mode;
}

export function readFileSync(path: unknown): Uint8Array {
  return act(Act.read, pathOf(path));
}
export async function readFile(path: unknown, options?: any): Promise<Uint8Array> {
  options?.signal?.throwIfAborted();
  return readFileSync(path);
}
export function readTextFileSync(path: unknown): string {
  return host.utf8Decode(readFileSync(path), false)!;
}
export async function readTextFile(path: unknown, options?: any): Promise<string> {
  options?.signal?.throwIfAborted();
  return readTextFileSync(path);
}

function flagsOf(options: any): number {
  let flags = options?.append ? kAppend : 0;
  if (options?.create ?? true) flags |= kCreate;
  if (options?.createNew) flags |= kCreateNew;
  return flags;
}

export function writeFileSync(path: unknown, data: unknown, options?: any): void {
  const bytes = bytesOf(data);
  if (bytes === undefined) throw new TypeError("writeFile needs a Uint8Array");
  options?.signal?.throwIfAborted();
  act(Act.write, pathOf(path), "", bytes, flagsOf(options), modeOf(options));
}
export async function writeFile(path: unknown, data: unknown, options?: any): Promise<void> {
  if (bytesOf(data) !== undefined || typeof (data as any)?.[Symbol.asyncIterator] !== "function")
    return writeFileSync(path, data, options);
  // A stream: the first piece replaces what is there, the others are added to it.
  writeFileSync(path, new Uint8Array(0), options);
  const rest = { append: true, create: false, signal: options?.signal };
  for await (const piece of data as AsyncIterable<unknown>) writeFileSync(path, piece, rest);
}
export function writeTextFileSync(path: unknown, text: unknown, options?: any): void {
  writeFileSync(path, host.utf8Encode(`${text}`), options);
}
export async function writeTextFile(path: unknown, text: unknown, options?: any): Promise<void> {
  if (typeof (text as any)?.[Symbol.asyncIterator] !== "function")
    return writeTextFileSync(path, text, options);
  const encode = async function* () {
    for await (const piece of text as AsyncIterable<unknown>) yield host.utf8Encode(`${piece}`);
  };
  return writeFile(path, encode(), options);
}

function infoOf(text: string): object {
  const info = JSON.parse(text);
  for (const name of ["mtime", "atime", "ctime"]) info[name] = new Date(info[name]);
  return { ...info, birthtime: null };
}
export function statSync(path: unknown): object {
  return infoOf(act(Act.status, pathOf(path)));
}
export async function stat(path: unknown): Promise<object> {
  return statSync(path);
}
export function lstatSync(path: unknown): object {
  return infoOf(act(Act.linkStatus, pathOf(path)));
}
export async function lstat(path: unknown): Promise<object> {
  return lstatSync(path);
}

const recursion = (options: any) => (options?.recursive ? kRecursive : 0);

export function mkdirSync(path: unknown, options?: any): void {
  act(Act.makeDirectory, pathOf(path), "", null, recursion(options), modeOf(options));
}
export async function mkdir(path: unknown, options?: any): Promise<void> {
  mkdirSync(path, options);
}
export function readDirSync(path: unknown): Iterable<object> {
  return (JSON.parse(act(Act.list, pathOf(path))) as object[]).values();
}
export async function* readDir(path: unknown): AsyncIterable<object> {
  yield* readDirSync(path);
}
export function removeSync(path: unknown, options?: any): void {
  act(Act.remove, pathOf(path), "", null, recursion(options));
}
export async function remove(path: unknown, options?: any): Promise<void> {
  removeSync(path, options);
}
export function renameSync(from: unknown, to: unknown): void {
  act(Act.rename, pathOf(from), pathOf(to));
}
export async function rename(from: unknown, to: unknown): Promise<void> {
  renameSync(from, to);
}
export function copyFileSync(from: unknown, to: unknown): void {
  act(Act.copy, pathOf(from), pathOf(to));
}
export async function copyFile(from: unknown, to: unknown): Promise<void> {
  copyFileSync(from, to);
}

function temporary(what: Act, options: any): string {
  const { dir = "", prefix = "", suffix = "" } = options ?? {};
  return act(what, `${dir}`, `${prefix}/${suffix}`);
}
export function makeTempFileSync(options?: any): string {
  return temporary(Act.makeTempFile, options);
}
export async function makeTempFile(options?: any): Promise<string> {
  return makeTempFileSync(options);
}
export function makeTempDirSync(options?: any): string {
  return temporary(Act.makeTempDirectory, options);
}
export async function makeTempDir(options?: any): Promise<string> {
  return makeTempDirSync(options);
}
export function realPathSync(path: unknown): string {
  return act(Act.realPath, pathOf(path));
}
export async function realPath(path: unknown): Promise<string> {
  return realPathSync(path);
}
export function truncateSync(path: unknown, size = 0): void {
  if (!Number.isSafeInteger(size) || size < 0)
    throw new TypeError("truncate needs a size that is not negative");
  act(Act.truncate, pathOf(path), "", null, 0, undefined, size);
}
export async function truncate(path: unknown, size?: number): Promise<void> {
  truncateSync(path, size);
}
export const cwd = (): string => realPathSync(".");
