import { XMLParser } from "fast-xml-parser";

/** What `crm_mon --output-as xml` says. */
export type CrmMon = {
  /** The node that is the designated coordinator, when there is one. */
  readonly dc: string | undefined;
  readonly quorum: boolean;
  readonly online: readonly string[];
  readonly resources: readonly ResourceState[];
  readonly failures: readonly Failure[];
};

/** One primitive, or one instance of a clone, on the nodes where it is. */
export type ResourceState = {
  readonly id: string;
  /** The clone's id, for an instance of one. */
  readonly clone: string | undefined;
  readonly agent: string;
  readonly role: string;
  readonly active: boolean;
  readonly failed: boolean;
  /** The action that runs now, e.g. "Monitoring". */
  readonly pending: string | undefined;
  readonly nodes: readonly string[];
};

export type Failure = {
  readonly resource: string;
  readonly node: string;
  readonly task: string;
  /** E.g. "error" or "Timed Out" (the latter in `status`). */
  readonly exitStatus: string;
  readonly exitCode: number;
  readonly status: string;
  /** What the agent wrote after "ocf-exit-reason:". */
  readonly reason: string;
};

type Element = { readonly [name: string]: unknown };

const lists = new Set(["node", "resource", "clone", "failure"]);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseAttributeValue: false,
  isArray: (name) => lists.has(name),
});

/** @throws Error when the text is not what crm_mon prints */
export function parseCrmMon(xml: string): CrmMon {
  const root = child(parser.parse(xml), "pacemaker-result");
  if (root === undefined) throw new Error(`This is not crm_mon's XML: ${xml.slice(0, 200)}`);
  const dc = child(child(root, "summary"), "current_dc");
  const resources = child(root, "resources");
  return {
    dc: attribute(dc, "present") === "true" ? attribute(dc, "name") : undefined,
    quorum: attribute(dc, "with_quorum") === "true",
    online: children(child(root, "nodes"), "node")
      .filter((node) => attribute(node, "online") === "true" && attribute(node, "pending") !== "true")
      .map((node) => attribute(node, "name")),
    resources: [
      ...children(resources, "resource").map((each) => resourceState(each, undefined)),
      ...children(resources, "clone").flatMap((clone) =>
        children(clone, "resource").map((each) => resourceState(each, attribute(clone, "id"))),
      ),
    ],
    failures: children(child(root, "failures"), "failure").map(failure),
  };
}

/** The nodes where a clone has a started, healthy instance that no action is busy with, host2 before host10. */
export function startedOn(seen: CrmMon, clone: string): readonly string[] {
  return seen.resources
    .filter((each) => each.clone === clone && each.role === "Started" && each.active)
    .filter(({ failed, pending }) => !failed && pending === undefined)
    .flatMap(({ nodes }) => nodes)
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

function resourceState(element: Element, clone: string | undefined): ResourceState {
  return {
    id: attribute(element, "id"),
    clone,
    agent: attribute(element, "resource_agent"),
    role: attribute(element, "role"),
    active: attribute(element, "active") === "true",
    failed: attribute(element, "failed") === "true",
    pending: attribute(element, "pending") || undefined,
    nodes: children(element, "node").map((node) => attribute(node, "name")),
  };
}

function failure(element: Element): Failure {
  // Its op_key is "RESOURCE_TASK_INTERVAL"; the id of a resource may hold underscores itself.
  const [, resource = ""] = /^(.*)_[a-z-]+_\d+$/.exec(attribute(element, "op_key")) ?? [];
  return {
    resource,
    node: attribute(element, "node"),
    task: attribute(element, "task"),
    exitStatus: attribute(element, "exitstatus"),
    exitCode: Number(attribute(element, "exitcode")),
    status: attribute(element, "status"),
    reason: attribute(element, "exitreason"),
  };
}

function child(parent: unknown, name: string): Element | undefined {
  const found = isElement(parent) ? parent[name] : undefined;
  return isElement(found) ? found : undefined;
}

function children(parent: Element | undefined, name: string): readonly Element[] {
  const found = parent?.[name];
  return Array.isArray(found) ? found.filter(isElement) : [];
}

function attribute(element: Element | undefined, name: string): string {
  const value = element?.[`@${name}`];
  return typeof value === "string" ? value : "";
}

function isElement(value: unknown): value is Element {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
