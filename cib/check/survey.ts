import type { Dialect } from "../../lib/cluster/dialect.ts";
import { dialectEvidence } from "../dialect-evidence.ts";
import type { XmlElement } from "../element.ts";
import { type Placed, walk } from "../walk.ts";

/** What a document holds, collected once. */
export type Survey = {
  readonly root: XmlElement;
  /** "unknown": nothing in it is of one dialect only. "mixed": it has both, and no cluster loads it. */
  readonly dialect: Dialect | "mixed" | "unknown";
  /** Everything but the status section, in document order. */
  readonly elements: readonly Placed[];
  readonly primitives: readonly Placed[];
  readonly guests: readonly Placed[];
  readonly evms: readonly Placed[];
  readonly constraints: readonly Placed[];
  readonly clusterPropertySets: readonly Placed[];
  readonly resourceDefaults: readonly Placed[];
  readonly byId: ReadonlyMap<string, Placed>;
  readonly placed: ReadonlyMap<XmlElement, Placed>;
};

export function survey(root: XmlElement): Survey {
  const { heartbeat2, pacemaker } = dialectEvidence(root);
  const elements = [...walk(root)].filter(
    ({ element, ancestors }) => element.name !== "status" && !ancestors.some(({ name }) => name === "status"),
  );
  const byId = new Map<string, Placed>();
  for (const placed of elements) {
    const id = placed.element.attributes["id"];
    if (id !== undefined && !byId.has(id)) byId.set(id, placed);
  }
  const primitives = elements.filter(({ element }) => element.name === "primitive");
  const ofType = (types: readonly string[]) =>
    primitives.filter(({ element }) => types.includes(agentOf(element, byId).attributes["type"] ?? ""));
  return {
    root,
    dialect: heartbeat2 && pacemaker ? "mixed" : (heartbeat2?.dialect ?? pacemaker?.dialect ?? "unknown"),
    elements,
    primitives,
    guests: ofType(["Xen", "XenVM", "VirtualDomain"]),
    evms: ofType(["EvmsSCC"]),
    constraints: elements.filter(({ element }) => constraintNames.includes(element.name)),
    clusterPropertySets: elements.filter(({ element }) => element.name === "cluster_property_set"),
    resourceDefaults: elements.filter(({ element }) => element.name === "rsc_defaults"),
    byId,
    placed: new Map(elements.map((each) => [each.element, each])),
  };
}

/** The dialect whose words count; Pacemaker's where the document does not tell, which knows all of Heartbeat 2's. */
export function spoken({ dialect }: Survey): Dialect {
  return dialect === "heartbeat2" ? dialect : "pacemaker";
}

const constraintNames = ["rsc_order", "rsc_colocation", "rsc_location", "rsc_ticket"];

/** Where class, provider and type stand: in the primitive itself or in its template. */
export function agentOf(primitive: XmlElement, byId: ReadonlyMap<string, Placed>): XmlElement {
  const template = byId.get(primitive.attributes["template"] ?? "")?.element;
  return template?.name === "template" ? template : primitive;
}

export function isCollection(element: XmlElement): boolean {
  return isClone(element) || element.name === "group";
}

export function isClone(element: XmlElement): boolean {
  return ["clone", "master", "master_slave"].includes(element.name);
}

/** Groups and clones around a resource, from the innermost outwards. */
export function around(resource: Placed): readonly XmlElement[] {
  return resource.ancestors.filter(isCollection).toReversed();
}

/** `guest "nfs1"` or whatever stands before the name. */
export function called(what: string, { element }: Placed): string {
  return `${what} ${element.attributes["id"] ?? "without an id"}`;
}
