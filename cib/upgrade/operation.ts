import { element, type XmlElement, type XmlNode } from "../element.ts";
import type { Placed } from "../walk.ts";
import { open, type Reading, type Upgrading } from "./reading.ts";
import { readValueSet, writeValueSet } from "./value-set.ts";

export type Operations = {
  /** None or one <operations>. */
  readonly elements: readonly XmlElement[];
  /** What a start asked for: an option of the resource in Pacemaker. */
  readonly requires: string | undefined;
};

/** All <operations> of a primitive as one: Pacemaker takes one. */
export function upgradeOperations(
  upgrading: Upgrading,
  containers: readonly Placed[],
  owner: string,
): Operations {
  const nodes: XmlNode[] = [];
  const seen = new Set<string>();
  let requires: string | undefined;
  for (const container of containers) {
    const reading = open(upgrading, container);
    nodes.push(...reading.comments);
    for (const at of reading.children("op")) {
      const { name = "", interval = "0" } = at.element.attributes;
      const key = `${name} ${canRepeat(name) ? comparable(interval) : "0"}`;
      if (at.element.attributes["name"] === undefined || seen.has(key)) {
        const why = "one operation for each name and interval is all that a cluster takes";
        upgrading.report.lostElement(at, why, "keep the one that you want");
        continue;
      }
      seen.add(key);
      const op = open(upgrading, at);
      nodes.push(upgradeOp(upgrading, op, owner));
      requires = upgradePrereq(upgrading, op, requires);
      op.close();
    }
    reading.close();
  }
  return { elements: nodes.length === 0 ? [] : [element("operations", {}, nodes)], requires };
}

function upgradeOp(upgrading: Upgrading, op: Reading, owner: string): XmlElement {
  const name = op.attribute("name") ?? "";
  const interval = upgradeInterval(upgrading, op, name);
  op.attribute("id");
  const id = upgrading.ids.claim(op.at, `${owner}-${name}-${interval}`);
  const sets = op.children("meta_attributes", "instance_attributes").flatMap((each) => {
    const set = readValueSet(upgrading, each);
    const { name: tag } = each.element;
    return set ? [writeValueSet(upgrading, tag, upgrading.ids.claim(each, `${id}-${tag}`), set)] : [];
  });
  return element(
    "op",
    {
      id,
      name,
      description: op.attribute("description"),
      interval,
      timeout: op.attribute("timeout"),
      "start-delay": op.attribute("start_delay"),
      enabled: upgradeDisabled(upgrading, op),
      role: oneOf(upgrading, op, "role", ["Master", "Slave", "Started", "Stopped"]),
      "on-fail": upgradeOnFail(upgrading, op),
    },
    [...op.comments, ...sets],
  );
}

function upgradeInterval(upgrading: Upgrading, op: Reading, name: string): string {
  const interval = op.attribute("interval") ?? "0";
  if (canRepeat(name) || comparable(interval) === "0") return interval;
  upgrading.report.lostAttribute(op.at, "interval", `a ${name} is not repeated`, "nothing");
  return "0";
}

/** Pacemaker ignores, with an error, a start or stop with an interval. */
function canRepeat(name: string): boolean {
  return !["start", "stop", "promote", "demote", "notify", "migrate_to", "migrate_from"].includes(name);
}

function upgradeDisabled(upgrading: Upgrading, op: Reading): string | undefined {
  const disabled = op.attribute("disabled");
  if (disabled === undefined) return undefined;
  if (/^(true|on|yes|y|1)$/i.test(disabled)) return "false";
  if (/^(false|off|no|n|0)$/i.test(disabled)) return "true";
  upgrading.report.lostAttribute(op.at, "disabled", "it is neither true nor false", "set enabled by hand");
  return undefined;
}

/** With fencing off both clusters stop the resource instead, and both call it an error. */
function upgradeOnFail(upgrading: Upgrading, op: Reading): string | undefined {
  const onFail = oneOf(upgrading, op, "on_fail", ["ignore", "block", "stop", "restart", "fence"]);
  if (onFail !== "fence" || upgrading.fencing !== false) return onFail;
  upgrading.report.changed(op.at, "on_fail=fence is written as stop", "fencing is off", "nothing");
  return "stop";
}

function oneOf(
  upgrading: Upgrading,
  op: Reading,
  name: string,
  words: readonly string[],
): string | undefined {
  const value = op.attribute(name);
  if (value === undefined || words.includes(value)) return value;
  upgrading.report.lostAttribute(op.at, name, `Pacemaker takes ${words.join(", ")}`, "choose one of them");
  return undefined;
}

function upgradePrereq(upgrading: Upgrading, op: Reading, before: string | undefined): string | undefined {
  const prereq = op.attribute("prereq");
  if (prereq === undefined) return before;
  const why = !["nothing", "quorum", "fencing"].includes(prereq)
    ? "Pacemaker takes nothing, quorum or fencing"
    : op.attribute("name") !== "start"
      ? "Pacemaker has this for the start only, as the option requires of the resource"
      : before !== undefined
        ? `the start before it says ${before}`
        : undefined;
  if (why === undefined) {
    if (prereq !== "fencing" || upgrading.fencing !== false) return prereq;
    upgrading.report.changed(op.at, "prereq=fencing is written as quorum", "fencing is off", "nothing");
    return "quorum";
  }
  upgrading.report.lostAttribute(op.at, "prereq", why, "set requires on the resource if it matters");
  return before;
}

/** Both clusters read "10", "10s" and "10000ms" as one interval. */
function comparable(interval: string): string {
  const found = /^\s*(\d+)\s*(ms|s|m|h)?/i.exec(interval);
  if (!found) return interval;
  const factor = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[(found[2] ?? "s").toLowerCase()] ?? 1000;
  return String(Number(found[1]) * factor);
}
