import {
  attribute,
  child,
  children,
  type Element,
  maxLength,
  rootOf,
} from "../../../lib/cluster/membership/crm-mon-element.ts";
import { type Parsed, parsed, unreadable } from "../../../lib/cluster/membership/report.ts";
import type { Clone } from "./clone.ts";

/** Reads the clones of EvmsSCC in what `crm_mon -1 --output-as xml` prints (Pacemaker 2.0.3 and later). */
export function parseClonesXml(text: string): Parsed<readonly Clone[]> {
  const root = text.length > maxLength ? undefined : rootOf(text);
  if (attribute(child(root, "status"), "code") !== "0") return garbage;
  return parsed(children(child(root, "resources"), "clone").flatMap(cloneIn));
}

const garbage = unreadable("crm_mon printed something other than its XML report");

function cloneIn(element: Element): readonly Clone[] {
  const instances = children(element, "resource").filter((each) =>
    /^ocf:[^:]+:EvmsSCC$|^ocf::[^:]+:EvmsSCC$/.test(attribute(each, "resource_agent") ?? ""),
  );
  const nodesOf = (failed: boolean) =>
    instances
      .filter((each) => (attribute(each, "failed") === "true") === failed)
      .filter((each) => failed || attribute(each, "role") === "Started")
      .flatMap((each) => children(each, "node").map((node) => attribute(node, "name") ?? ""));
  if (instances.length === 0) return [];
  return [{ id: attribute(element, "id") ?? "", startedOn: nodesOf(false), failedOn: nodesOf(true) }];
}
