import { checkFlag, refuseUnknown } from "./check-shape.ts";
import { CibError, type Path, step } from "./cib-error.ts";
import { controlCharacters, refuseCharacters } from "./element.ts";
import { checkId } from "./id.ts";

/** A whole number, or all or nothing. */
export type Score = number | "INFINITY" | "-INFINITY";

/** `next` is started after `first` and stopped before it. */
export type Order = {
  readonly kind: "order";
  readonly id: string;
  readonly first: string;
  readonly next: string;
  /** true: `next` cannot run without `first`. false: the order matters only when both start or stop together. */
  readonly mandatory: boolean;
};

/** `resource` runs where `with` runs. */
export type Colocation = {
  readonly kind: "colocation";
  readonly id: string;
  readonly resource: string;
  readonly with: string;
  readonly score: Score;
};

/** How much `resource` wants to run on `node`, named as `uname -n` says. */
export type Location = {
  readonly kind: "location";
  readonly id: string;
  readonly resource: string;
  readonly node: string;
  readonly score: Score;
};

export type Constraint = Order | Colocation | Location;

/** @throws CibError */
export function constraint<C extends Constraint>(spec: C, around: Path = []): C {
  const path = [...around, step(spec.kind, spec.id)];
  const known = knownKeys[spec.kind];
  if (known === undefined) throw new CibError(path, "a constraint is an order, a colocation or a location");
  refuseUnknown(spec, known, path);
  checkId(spec.id, path);
  for (const id of constrained(spec)) checkId(id, path);
  if (spec.kind === "order") {
    checkFlag("mandatory", spec.mandatory, path);
  } else if (!(Number.isInteger(spec.score) || spec.score === "INFINITY" || spec.score === "-INFINITY")) {
    throw new CibError(
      path,
      `the score is ${JSON.stringify(spec.score)}; it takes a whole number or ±INFINITY`,
    );
  }
  if (spec.kind === "location") refuseCharacters(spec.node, controlCharacters, path);
  return { ...spec };
}

/** The resources that a constraint names. */
export function constrained(constraint: Constraint): readonly string[] {
  if (constraint.kind === "order") return [constraint.first, constraint.next];
  return constraint.kind === "colocation" ? [constraint.resource, constraint.with] : [constraint.resource];
}

const knownKeys: { readonly [K in Constraint["kind"]]: readonly string[] } = {
  order: ["kind", "id", "first", "next", "mandatory"],
  colocation: ["kind", "id", "resource", "with", "score"],
  location: ["kind", "id", "resource", "node", "score"],
};
