// Stands in for the npm package tr46, whose tables would be the larger part of the URL chunk: ICU
// does the same natively.

type ToASCII = (domain: string, beStrict: boolean) => string | null;
let native: ToASCII = () => null;

export function useNative(toAscii: ToASCII): void {
  native = toAscii;
}

export function toASCII(domain: string, options: { useSTD3ASCIIRules: boolean }): string | null {
  return native(domain, options.useSTD3ASCIIRules);
}
