import { element, type XmlElement } from "../element.ts";
import type { Placed } from "../walk.ts";
import { open, type Upgrading } from "./reading.ts";
import { readValueSet, writeValueSet } from "./value-set.ts";

export function upgradeNode(upgrading: Upgrading, at: Placed): XmlElement | undefined {
  const { id, uname } = at.element.attributes;
  if (id === undefined || uname === undefined) {
    upgrading.report.lostElement(at, "a node has an id and a name", "nothing: a node that joins adds itself");
    return undefined;
  }
  const reading = open(upgrading, at);
  const sets = reading.children("instance_attributes").flatMap((each) => {
    const set = readValueSet(upgrading, each);
    return set
      ? [writeValueSet(upgrading, "instance_attributes", upgrading.ids.claim(each, `nodes-${uname}`), set)]
      : [];
  });
  // A node's id is no XML ID in Pacemaker's schema: it stays whatever it is.
  const attributes = {
    id: reading.attribute("id"),
    uname: reading.attribute("uname"),
    type: upgradeType(upgrading, at, reading.attribute("type")),
    description: reading.attribute("description"),
  };
  reading.close();
  return element("node", attributes, [...reading.comments, ...sets]);
}

function upgradeType(upgrading: Upgrading, at: Placed, type: string | undefined): string | undefined {
  if (type === "normal" || type === undefined) return type && "member";
  if (type === "member" || type === "ping") return type;
  upgrading.report.lostAttribute(at, "type", "a node is a member or a ping node", "nothing");
  return undefined;
}
