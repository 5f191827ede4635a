import { canonicalAddress } from "./address.ts";
import { evacuationProblems } from "./evacuation-problems.ts";
import { hostProblems } from "./host/problems.ts";
import { leaseIdProblems } from "./lease-id-problems.ts";
import { formatKey, type Path, type Problem } from "./problem.ts";
import { indexes, problem, repeated, type Text, textsAt } from "./repeated.ts";
import { partAt, positionAt, type YamlTree } from "./yaml-tree.ts";

/**
 * What concerns more than one place of the file. Looks at the tree and not at checked values, so that a mistake
 * elsewhere does not hide these.
 */
export function crossProblems(tree: YamlTree): readonly Problem[] {
  return [
    ...repeated(tree, namesOf(tree, "nodes"), "name", (text) => text.toLowerCase()),
    ...repeated(tree, namesOf(tree, "guests"), "name", (text) => text),
    ...repeated(tree, configsOf(tree), "config file", (text) => text),
    ...sharedAddresses(tree),
    ...leaseIdProblems(tree),
    ...wrongPins(tree),
    ...evacuationProblems(tree),
    ...hostProblems(tree),
    ...uselessCipher(tree),
  ];
}

/** Whoever names a cipher wants the memory encrypted. */
function uselessCipher(tree: YamlTree): readonly Problem[] {
  const path = ["migrationCipher"];
  const transport = partAt(tree, ["migration"]);
  if (partAt(tree, path) === undefined || transport?.kind !== "scalar" || transport.value !== "plain")
    return [];
  const sentence = "migrationCipher is for migration: ssh, but migration is plain; leave one of them out.";
  return [{ at: positionAt(tree, path), key: formatKey(path), sentence }];
}

function namesOf(tree: YamlTree, list: "nodes" | "guests"): readonly Text[] {
  return textsAt(
    tree,
    indexes(tree, [list]).map((index) => [list, index, "name"]),
  );
}

function configsOf(tree: YamlTree): readonly Text[] {
  return textsAt(
    tree,
    indexes(tree, ["guests"]).map((index) => ["guests", index, "config"]),
  );
}

const addressKeys = ["cluster", "ssh", "migration"] as const;

/** One node may have one address for all three; and another node's name is as good as its address. */
function sharedAddresses(tree: YamlTree): readonly Problem[] {
  const names = namesOf(tree, "nodes");
  const owners = new Map<string, Path>(names.map(({ path, text }) => [text.toLowerCase(), path]));
  const paths = indexes(tree, ["nodes"]).flatMap((index) =>
    addressKeys.map((key) => ["nodes", index, "addresses", key]),
  );
  return textsAt(tree, paths).flatMap((each) => {
    const address = canonicalAddress(each.text);
    const owner = owners.get(address);
    if (owner === undefined) owners.set(address, each.path);
    if (owner === undefined || owner[1] === each.path[1]) return [];
    const what = `which is ${formatKey(owner)} already; no two nodes may share an address`;
    return [problem(tree, each, what)];
  });
}

function wrongPins(tree: YamlTree): readonly Problem[] {
  const known = new Set(namesOf(tree, "nodes").map(({ text }) => text));
  const names = [...known];
  return indexes(tree, ["guests"]).flatMap((guest) => {
    const path = ["guests", guest, "pins"];
    const pins = textsAt(
      tree,
      indexes(tree, path).map((index) => [...path, index]),
    );
    const seen = new Set<string>();
    return pins.flatMap((pin) => {
      if (!known.has(pin.text)) {
        const all =
          names.length === 0
            ? "none has a name yet"
            : `they are ${names.slice(0, 20).join(", ")}${names.length > 20 ? ", …" : ""}`;
        return [problem(tree, pin, `but it must be the name of a node of this file (${all})`)];
      }
      if (!seen.has(pin.text)) {
        seen.add(pin.text);
        return [];
      }
      return [problem(tree, pin, "which stands in this list already; delete one")];
    });
  });
}
