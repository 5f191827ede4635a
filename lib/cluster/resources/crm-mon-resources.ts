import {
  attribute,
  child,
  children,
  type Element,
  failureIn,
  maxLength,
  plainText,
  rootOf,
} from "../membership/crm-mon-element.ts";
import { type Parsed, parsed, unreadable } from "../membership/report.ts";
import type { FailedResource, ShownResource } from "./resources.ts";

/**
 * Reads the resources and failures in what `crm_mon -1 --output-as xml` prints (Pacemaker 2.0.3 and later): those outside of
 * groups and clones, and in them. A monitor that failed and was mended since is no failure of a resource that is shown as
 * well.
 */
export function parseCrmMonResources(text: string): Parsed<readonly ShownResource[]> {
  if (text.length > maxLength) return unreadable(`crm_mon printed more than ${maxLength} characters`);
  const root = rootOf(text);
  if (root === undefined) return unreadable("crm_mon printed something other than its XML report");
  if (attribute(child(root, "status"), "code") !== "0") return unreadable(failureIn(root));
  const reasons = children(child(root, "failures"), "failure").map(failureOf);
  const byId = new Map<string, ShownResource>();
  for (const element of instancesIn(child(root, "resources"))) {
    const one = instanceOf(element, reasons);
    const before = byId.get(one.id);
    byId.set(one.id, before === undefined ? one : both(before, one));
  }
  return parsed([...byId.values()]);
}

/** Crm_mon nests groups in clones, and nothing deeper. */
function instancesIn(parent: Element | undefined): readonly Element[] {
  if (parent === undefined) return [];
  const inner = [...children(parent, "clone"), ...children(parent, "group")];
  return [...children(parent, "resource"), ...inner.flatMap(instancesIn)];
}

type Failure = { readonly resource: string; readonly node: string; readonly reason: string };

/** Its op_key is "RESOURCE_TASK_INTERVAL"; the id of a resource may hold underscores itself. */
function failureOf(element: Element): Failure {
  const [, resource = ""] = /^(.*)_[a-z-]+_\d+$/.exec(plainText(attribute(element, "op_key"))) ?? [];
  const status = plainText(attribute(element, "exitstatus"));
  // "ok" is what was not expected, such as a guest that is found running.
  const said = plainText(attribute(element, "exitreason")) || (status === "ok" ? "" : status);
  return {
    resource: withoutNumber(resource),
    node: plainText(attribute(element, "node")),
    reason: said
      .replaceAll(/[\s\p{C}]+/gu, " ")
      .replace(/\.$/, "")
      .slice(0, 500),
  };
}

function instanceOf(element: Element, failures: readonly Failure[]): ShownResource {
  const id = withoutNumber(plainText(attribute(element, "id")));
  const nodes = children(element, "node").map((node) => plainText(attribute(node, "name")));
  const failed = attribute(element, "failed") === "true";
  const started = attribute(element, "role") === "Started" && attribute(element, "active") === "true";
  const reasonOn = (node: string) =>
    failures.find((each) => each.resource === id && each.node === node)?.reason || undefined;
  // A start that failed leaves the instance stopped, and only the list of failures says where that was.
  const stopped = started ? [] : failures.filter((each) => each.resource === id && each.reason !== "");
  const failedOn: FailedResource[] = failed
    ? nodes.map((node) => ({ node, reason: reasonOn(node) }))
    : stopped.map(({ node, reason }) => ({ node, reason }));
  const agent = plainText(attribute(element, "resource_agent")).split(":").at(-1) ?? "";
  return { id, agent, startedOn: started && !failed ? nodes : [], failedOn };
}

function withoutNumber(id: string): string {
  return id.replace(/:\d+$/, "");
}

function both(one: ShownResource, other: ShownResource): ShownResource {
  const startedOn = [...new Set([...one.startedOn, ...other.startedOn])];
  const failed = new Map([...one.failedOn, ...other.failedOn].map((each) => [each.node, each]));
  return {
    ...one,
    startedOn,
    failedOn: [...failed.values()].filter(({ node }) => !startedOn.includes(node)),
  };
}
