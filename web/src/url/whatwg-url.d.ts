// The parts of the npm package whatwg-url that we use.
declare module "whatwg-url/lib/url-state-machine.js" {
  export interface UrlRecord {
    scheme: string;
    username: string;
    password: string;
    host: unknown;
    port: number | null;
    path: string | string[];
    query: string | null;
    fragment: string | null;
  }
  export function basicURLParse(
    input: string,
    options?: { baseURL?: UrlRecord | null; url?: UrlRecord; stateOverride?: string },
  ): UrlRecord | null;
  export function serializeURL(url: UrlRecord): string;
  export function serializeURLOrigin(url: UrlRecord): string;
  export function serializePath(url: UrlRecord): string;
  export function serializeHost(host: unknown): string;
  export function setTheUsername(url: UrlRecord, username: string): void;
  export function setThePassword(url: UrlRecord, password: string): void;
  export function cannotHaveAUsernamePasswordPort(url: UrlRecord): boolean;
  export function hasAnOpaquePath(url: UrlRecord): boolean;
}
declare module "whatwg-url/lib/urlencoded.js" {
  export function parseUrlencodedString(text: string): [string, string][];
  export function serializeUrlencoded(pairs: [string, string][]): string;
}
declare module "tr46" {
  export function useNative(toAscii: (domain: string, beStrict: boolean) => string | null): void;
}
