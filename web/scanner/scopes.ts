// Which declaration a name belongs to, as the language says: blocks, functions, hoisting, shadowing.
import type { Node } from "acorn";

// The nodes of a parsed program by their fields; acorn's own types would need a cast at every step.
export type Any = Node & { [field: string]: any };

// The names declared in one place, and what may ever be stored in each.
export class Scope<Value> {
  readonly #names = new Map<string, Set<Value>>();
  constructor(
    readonly parent: Scope<Value> | undefined,
    readonly kind: "function" | "block",
  ) {}

  declare(name: string): void {
    if (!this.#names.has(name)) this.#names.set(name, new Set());
  }

  find(name: string): Set<Value> | undefined {
    return this.#names.get(name) ?? this.parent?.find(name);
  }

  // Where `var` and what a function declares go.
  get home(): Scope<Value> {
    return this.kind === "function" || !this.parent ? this : this.parent.home;
  }
}

export function isFunction(node: Any): boolean {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}

const kBlocks = new Set([
  "BlockStatement",
  "ForStatement",
  "ForInStatement",
  "ForOfStatement",
  "SwitchStatement",
  "CatchClause",
  "StaticBlock",
]);

export function childrenOf(node: Any): Any[] {
  const children: Any[] = [];
  for (const value of Object.values(node)) {
    const list = Array.isArray(value) ? value : [value];
    for (const item of list) {
      if (item !== null && typeof item === "object" && typeof item.type === "string") {
        children.push(item as Any);
      }
    }
  }
  return children;
}

// The names a pattern declares.
function* namesIn(pattern: Any | null): Generator<string> {
  if (!pattern) return;
  switch (pattern.type) {
    case "Identifier":
      yield pattern.name;
      return;
    case "ObjectPattern":
      for (const part of pattern.properties) yield* namesIn(part.value ?? part.argument);
      return;
    case "ArrayPattern":
      for (const part of pattern.elements) yield* namesIn(part);
      return;
    case "AssignmentPattern":
      yield* namesIn(pattern.left);
      return;
    case "RestElement":
      yield* namesIn(pattern.argument);
  }
}

// Makes the scopes of a program: by the node that opens each.
export function makeScopes<Value>(program: Any): Map<Any, Scope<Value>> {
  const scopes = new Map<Any, Scope<Value>>();

  function visit(node: Any, outer: Scope<Value>, isBody: boolean): void {
    let scope = outer;
    if (isFunction(node)) {
      if (node.type === "FunctionDeclaration" && node.id) outer.declare(node.id.name);
      scope = new Scope(outer, "function");
      if (node.type === "FunctionExpression" && node.id) scope.declare(node.id.name);
      for (const parameter of node.params) {
        for (const name of namesIn(parameter)) scope.declare(name);
      }
    } else if (kBlocks.has(node.type) && !isBody) {
      scope = new Scope(outer, "block");
      if (node.type === "CatchClause") {
        for (const name of namesIn(node.param)) scope.declare(name);
      }
    } else if (node.type === "ClassExpression" || node.type === "ClassDeclaration") {
      if (node.type === "ClassDeclaration" && node.id) outer.declare(node.id.name);
      scope = new Scope(outer, "block");
      if (node.type === "ClassExpression" && node.id) scope.declare(node.id.name);
    } else if (node.type === "VariableDeclaration") {
      const target = node.kind === "var" ? outer.home : outer;
      for (const one of node.declarations) {
        for (const name of namesIn(one.id)) target.declare(name);
      }
    }
    if (scope !== outer) scopes.set(node, scope);
    for (const child of childrenOf(node)) visit(child, scope, isFunction(node) && child === node.body);
  }

  const global = new Scope<Value>(undefined, "function");
  scopes.set(program, global);
  for (const child of childrenOf(program)) visit(child, global, false);
  return scopes;
}
