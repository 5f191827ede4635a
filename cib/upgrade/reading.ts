import type { XmlComment, XmlElement } from "../element.ts";
import { type Placed, place } from "../walk.ts";
import type { Ids } from "./ids.ts";
import type { Report } from "./report.ts";

/** What every part of an upgrade works with. */
export type Upgrading = {
  readonly report: Report;
  readonly ids: Ids;
  /** Whether the input has a resources section, so that a reference to a resource can be judged. */
  readonly hasResources: boolean;
  /** Whether it has a place for the defaults of resources and operations. */
  readonly hasConfiguration: boolean;
  /** Whether nodes are fenced; undefined where the input does not hold the cluster's options. */
  readonly fencing: boolean | undefined;
};

/**
 * One element while it is upgraded. Whatever of it nobody asks for by the time it is closed is reported as lost:
 * so a part that this program does not know cannot be dropped in silence.
 */
export type Reading = {
  readonly at: Placed;
  readonly attribute: (name: string) => string | undefined;
  readonly children: (...names: readonly string[]) => readonly Placed[];
  readonly comments: readonly XmlComment[];
  readonly close: () => void;
};

export function open(upgrading: Upgrading, at: Placed): Reading {
  const { element } = at;
  const asked = new Set<string>();
  const named = new Set<string>();
  const inside = element.children.flatMap((child) => (child.kind === "element" ? [place(child, at)] : []));
  return {
    at,
    attribute: (name) => {
      asked.add(name);
      return element.attributes[name];
    },
    children: (...names) => {
      for (const name of names) named.add(name);
      return inside.filter((child) => names.includes(child.element.name));
    },
    comments: element.children.filter((child): child is XmlComment => child.kind === "comment"),
    close: () => {
      for (const name of Object.keys(element.attributes)) {
        if (!asked.has(name)) upgrading.report.lostAttribute(at, name, unknownAttribute, lookUp);
      }
      for (const child of inside) {
        if (!named.has(child.element.name))
          upgrading.report.lostElement(child, unknownElement(element), lookUp);
      }
    },
  };
}

const unknownAttribute = "no version of Heartbeat 2 that this program knows has such an attribute here";
const lookUp = "look up what it was meant for and set it by hand";
const unknownElement = (parent: XmlElement) => `<${parent.name}> has no such element in Heartbeat 2`;
