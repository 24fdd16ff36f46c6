// Which services the compiled modules of a workflow ask for. Run by `tntc secrets check` as the one
// node of a workflow of its own.
import { parse } from "acorn";
import { Flow, isCallable, type Value } from "./flow";
import { isFunction, type Any, type Scope } from "./scopes";

interface Module {
  path: string;
  code: string;
}

interface Reference {
  module: string;
  line: number; // 1-based, of the compiled code
  column: number; // 1-based, in UTF-16 units
  // read: ctx.secrets.x. fetch: ctx.fetch("x", ...), which works without credentials too. any: a
  // use that may be of every service, such as Object.keys(ctx.secrets); then `service` is empty.
  use: "read" | "fetch" | "any";
  service: string;
}

function scanModule(module: Module, found: Reference[]): void {
  const program = parse(module.code, { ecmaVersion: "latest", locations: true }) as Any;
  const flow = new Flow(program);

  const note = (node: Any, use: Reference["use"], service = ""): void => {
    const at = node.loc?.start ?? { line: 1, column: 0 };
    found.push({ module: module.path, line: at.line, column: at.column + 1, use, service });
  };
  const noteAll = (node: Any, use: "read" | "fetch", services: string[] | undefined): void => {
    if (!services) return note(node, "any");
    for (const service of services) note(node, use, service);
  };

  const notePattern = (pattern: Any, values: Set<Value>, scope: Scope<Value>): void => {
    if (pattern.type === "AssignmentPattern") return notePattern(pattern.left, values, scope);
    if (pattern.type !== "ObjectPattern") return;
    for (const part of pattern.properties) {
      if (part.type === "RestElement") {
        if (values.has("secrets")) note(part, "any");
      } else if (values.has("secrets")) {
        noteAll(part, "read", flow.keysOf(part, scope));
      } else if (values.has("ctx") && flow.keysOf(part, scope)?.includes("secrets")) {
        notePattern(part.value, new Set<Value>(["secrets"]), scope);
      }
    }
  };

  flow.walk((node, scope, parent) => {
    switch (node.type) {
      case "MemberExpression": {
        // A method of the object itself, such as hasOwnProperty, is no service.
        const isCalled = parent?.type === "CallExpression" && parent.callee === node;
        if (isCalled || !flow.valuesOf(node.object, scope).has("secrets")) return;
        return noteAll(node.property, "read", flow.keysOf(node, scope));
      }
      case "VariableDeclarator":
        if (node.init) notePattern(node.id, flow.valuesOf(node.init, scope), scope);
        return;
      case "AssignmentExpression":
        return notePattern(node.left, flow.valuesOf(node.right, scope), scope);
      case "SpreadElement":
        if (flow.valuesOf(node.argument, scope).has("secrets")) note(node, "any");
        return;
      case "ForInStatement":
        if (flow.valuesOf(node.right, scope).has("secrets")) note(node.right, "any");
        return;
      case "CallExpression": {
        const callees = flow.valuesOf(node.callee, scope);
        if (callees.has("fetch")) {
          return noteAll(node.arguments[0] ?? node, "fetch", flow.textsOf(node.arguments[0], scope));
        }
        // Given to code that is not in sight.
        const isKnown = [...callees].some(isCallable);
        if (isKnown) return;
        for (const argument of node.arguments) {
          if (flow.valuesOf(argument, scope).has("secrets")) note(argument, "any");
        }
        return;
      }
    }
    if (!isFunction(node)) return;
    for (const parameter of node.params) {
      notePattern(parameter, flow.passedFor(parameter), flow.inside(node, scope));
    }
  });
}

export default async function scan(_ctx: unknown, input: { modules: Module[] }) {
  const found: Reference[] = [];
  for (const module of input.modules) scanModule(module, found);
  return found;
}
