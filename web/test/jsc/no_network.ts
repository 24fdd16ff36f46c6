// Stands in for node:http, which the network of the fake host names; tests that fetch are not run
// here.
export function request(): never {
  throw new Error("there is no network in these tests");
}
export const createServer = request;
export const Buffer = {};
