import { formatKey, type Path, type Problem } from "../problem.ts";
import { indexes, problem, repeated, repeatedItems, textsAt } from "../repeated.ts";
import { partAt, positionAt, type YamlTree } from "../yaml-tree.ts";

/** What concerns more than one place of what `xensan host` reads. */
export function hostProblems(tree: YamlTree): readonly Problem[] {
  return [
    ...repeatedInLists(tree),
    ...heartbeatTimes(tree),
    ...(valueAt(tree, ["dialect"]) === "heartbeat2" ? sixInHeartbeat(tree) : []),
  ];
}

function repeatedInLists(tree: YamlTree): readonly Problem[] {
  const each = (list: Path, key: string) =>
    textsAt(
      tree,
      indexes(tree, list).map((index) => [...list, index, key]),
    );
  return [
    ...repeatedItems(tree, ["time", "servers"], (text) => text.toLowerCase()),
    ...repeated(tree, each(["multipath", "maps"], "wwid"), "WWID", (text) => text),
    ...repeated(tree, each(["multipath", "maps"], "alias"), "name", (text) => text),
    // The kernel takes - and _ in a module's name for the same.
    ...repeated(tree, each(["modules"], "name"), "name", (text) => text.replaceAll("-", "_")),
    ...indexes(tree, ["modules"]).flatMap((index) =>
      repeatedItems(tree, ["modules", index, "options"], (text) => text.split("=")[0] ?? ""),
    ),
    ...["devices", "exclude", "containers"].flatMap((key) => repeatedItems(tree, ["volumes", "evms", key])),
    ...repeatedItems(tree, ["volumes", "lvm", "devices"]),
  ];
}

/** Heartbeat refuses a dead time below its keepalive, and counts nodes as dead that boot where initdead is short. */
function heartbeatTimes(tree: YamlTree): readonly Problem[] {
  const rules = [
    { key: "warnMs", factor: 1, of: "keepaliveMs", fallback: 1_000, atLeast: "more than" },
    { key: "deadMs", factor: 2, of: "keepaliveMs", fallback: 1_000, atLeast: "at least twice" },
    { key: "initialDeadMs", factor: 2, of: "deadMs", fallback: 30_000, atLeast: "at least twice" },
    { key: "deadMs", factor: 1, of: "warnMs", fallback: 0, atLeast: "more than" },
  ] as const;
  return rules.flatMap(({ key, factor, of, fallback, atLeast }) => {
    const path = ["heartbeat", key];
    const given = valueAt(tree, path);
    const written = valueAt(tree, ["heartbeat", of]);
    const base = written === undefined ? fallback : written;
    if (typeof given !== "number" || typeof base !== "number") return [];
    if (factor === 1 ? given > base : given >= factor * base) return [];
    const what = `is ${given}, but it must be ${atLeast} ${of}, which is ${base}${written === undefined ? " where it is left out" : ""}`;
    return [{ at: positionAt(tree, path), key: formatKey(path), sentence: `${formatKey(path)} ${what}.` }];
  });
}

/** ha.cf's ucast takes IPv4 addresses and names only. */
function sixInHeartbeat(tree: YamlTree): readonly Problem[] {
  const paths = indexes(tree, ["nodes"]).map((index) => ["nodes", index, "addresses", "cluster"]);
  return textsAt(tree, paths)
    .filter(({ text }) => text.includes(":"))
    .map((each) =>
      problem(
        tree,
        each,
        "but where dialect is heartbeat2 it must be an IPv4 address or a host name: Heartbeat 2 speaks no IPv6",
      ),
    );
}

function valueAt(tree: YamlTree, path: Path): unknown {
  const part = partAt(tree, path);
  return part?.kind === "scalar" ? part.value : undefined;
}
