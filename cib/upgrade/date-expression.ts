import { element, type XmlElement } from "../element.ts";
import type { Placed } from "../walk.ts";
import { open, type Reading, type Upgrading } from "./reading.ts";

/** A time that every clock has passed: "always" and "never" without asking for a node. */
const longAgo = "1970-01-01";

/** An expression that is always, or never, true. */
export function constant(upgrading: Upgrading, holds: boolean, base: string): XmlElement {
  const id = upgrading.ids.fresh(base);
  const attributes = holds ? { id, operation: "gt", start: longAgo } : { id, operation: "lt", end: longAgo };
  return element("date_expression", attributes);
}

/** Undefined where Pacemaker cannot say it; the caller then reports what goes with it. */
export function upgradeDateExpression(upgrading: Upgrading, at: Placed): XmlElement | undefined {
  const reading = open(upgrading, at);
  const operation = reading.attribute("operation") ?? "in_range";
  const [start, end] = [reading.attribute("start"), reading.attribute("end")];
  const id = upgrading.ids.claim(at, "date-expression");
  reading.attribute("id");
  const result = upgradeByOperation(upgrading, reading, { id, operation, start, end });
  if (result !== undefined) reading.close();
  return result;
}

type Parts = {
  readonly id: string;
  readonly operation: string;
  readonly start: string | undefined;
  readonly end: string | undefined;
};

function upgradeByOperation(upgrading: Upgrading, reading: Reading, parts: Parts): XmlElement | undefined {
  const { id, operation, start, end } = parts;
  switch (operation) {
    case "gt":
    case "lt": {
      const [kept, ignored] = operation === "gt" ? (["start", "end"] as const) : (["end", "start"] as const);
      if (parts[kept] === undefined) return undefined;
      if (parts[ignored] !== undefined) {
        upgrading.report.lostAttribute(
          reading.at,
          ignored,
          `Heartbeat 2 ignored it with ${operation}`,
          "nothing",
        );
      }
      loseUnused(
        upgrading,
        reading.children("duration", "date_spec"),
        `Heartbeat 2 ignored it with ${operation}`,
      );
      return element("date_expression", { id, operation, [kept]: parts[kept] });
    }
    case "in_range":
      loseUnused(upgrading, reading.children("date_spec"), "Heartbeat 2 ignored it with in_range");
      return range(upgrading, reading, parts);
    case "date_spec": {
      const [spec, ...more] = reading.children("date_spec");
      if (spec === undefined) return undefined;
      loseUnused(upgrading, more, "Heartbeat 2 used the first one only");
      const fields = upgradeFields(upgrading, spec, specFields);
      if (start === undefined && end === undefined) {
        loseUnused(upgrading, reading.children("duration"), "Heartbeat 2 ignored it without a start");
        return element("date_expression", { id, operation }, [fields]);
      }
      // Pacemaker's date_spec has no range beside it: both as one rule say the same.
      const rangeId = upgrading.ids.fresh(`${id}-range`);
      const within = range(upgrading, reading, { ...parts, id: rangeId });
      const ruleId = upgrading.ids.fresh(`${id}-rule`);
      return element("rule", { id: ruleId, "boolean-op": "and", score: "0" }, [
        within,
        element("date_expression", { id, operation }, [fields]),
      ]);
    }
    default:
      return undefined;
  }
}

function range(upgrading: Upgrading, reading: Reading, { id, start, end }: Parts): XmlElement {
  const durations = reading.children("duration");
  const [duration, ...more] = durations;
  if (end !== undefined || start === undefined) {
    loseUnused(
      upgrading,
      durations,
      `Heartbeat 2 ignored it ${end === undefined ? "without a start" : "beside an end"}`,
    );
    if (end !== undefined) return element("date_expression", { id, operation: "in_range", start, end });
    const why = "a range without start and end is always true";
    upgrading.report.changed(reading.at, `in_range is written as "after ${longAgo}"`, why, "nothing");
    return element("date_expression", { id, operation: "gt", start: longAgo });
  }
  loseUnused(upgrading, more, "Heartbeat 2 used the first one only");
  if (duration === undefined) {
    upgrading.report.changed(
      reading.at,
      "in_range is written as gt",
      "Pacemaker's range has an end",
      "nothing",
    );
    return element("date_expression", { id, operation: "gt", start });
  }
  return element("date_expression", { id, operation: "in_range", start }, [
    upgradeFields(upgrading, duration, durationFields),
  ]);
}

function loseUnused(upgrading: Upgrading, unused: readonly Placed[], why: string): void {
  for (const each of unused) upgrading.report.lostElement(each, why, "nothing");
}

function upgradeFields(upgrading: Upgrading, at: Placed, fields: readonly string[]): XmlElement {
  const reading = open(upgrading, at);
  reading.attribute("id");
  const values = fields.map((name) => [name, reading.attribute(name)] as const);
  const id = upgrading.ids.claim(at, at.element.name);
  for (const name of neverRead.get(at.element.name) ?? []) {
    if (reading.attribute(name) === undefined) continue;
    upgrading.report.lostAttribute(at, name, "Heartbeat 2 itself never read it", "nothing");
  }
  reading.close();
  return element(at.element.name, { id, ...Object.fromEntries(values) });
}

const specFields = [
  ...["seconds", "minutes", "hours", "monthdays", "weekdays", "yeardays"],
  ...["weeks", "months", "weekyears", "years", "moon"],
];

/** What the date code of 2.0.8 adds up; its DTD names other fields, which are never looked at. */
const durationFields = ["years", "months", "weeks", "days", "hours", "minutes", "seconds"];
const neverRead = new Map([["duration", ["monthdays", "weekdays", "yeardays"]]]);

/** Fields that Pacemaker's schemas have only since 3.9, although its programs always read them. */
export function needsNewSchema(root: XmlElement): boolean {
  const names =
    root.name === "date_spec" ? ["seconds", "minutes", "yeardays"] : ["days", "minutes", "seconds"];
  return (
    (root.name === "date_spec" || root.name === "duration") &&
    names.some((name) => root.attributes[name] !== undefined)
  );
}
