import * as z from "zod";
import { didYouMean } from "./did-you-mean.ts";
import { formatKey, type Path, type Problem, quote } from "./problem.ts";
import { partAt, positionAt, type YamlTree } from "./yaml-tree.ts";

/** More are not looked up: a file with 80,000 wrong keys must not take a minute to refuse. */
const most = 100;

/** What zod found, in sentences with the place in the file; of each kind at most 100. */
export function schemaProblems(
  schema: z.ZodType,
  tree: YamlTree,
  issues: readonly z.core.$ZodIssue[],
): readonly Problem[] {
  return issues.slice(0, most).flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== "symbol");
    if (issue.code === "unrecognized_keys") {
      return issue.keys.slice(0, most).map((key) => unknownKey(schema, tree, path, key));
    }
    return partAt(tree, path)?.kind === "refused" ? [] : [wrongValue(schema, tree, path, issue.message)];
  });
}

function wrongValue(schema: z.ZodType, tree: YamlTree, path: Path, accepts: string): Problem {
  const key = formatKey(path);
  const at = positionAt(tree, path);
  const part = partAt(tree, path);
  if (part === undefined) return { at, key, sentence: `${key} is missing; it must be ${accepts}.` };
  const hint = quotesHint(schemaAt(schema, path), part);
  return { at, key, sentence: `${key || "the file"} is ${found(part)}, but it must be ${accepts}${hint}.` };
}

/** `[1e3]` for a node's name: as text it would be right, and only the quotes are missing. */
function quotesHint(schema: z.ZodType | undefined, part: YamlTree): string {
  if (part.kind !== "scalar" || (typeof part.value !== "number" && typeof part.value !== "boolean"))
    return "";
  return schema?.safeParse(part.source).success ? `; to have it read as text, write "${part.source}"` : "";
}

function found(part: YamlTree): string {
  switch (part.kind) {
    case "list":
      return part.items.length === 0 ? "an empty list" : "a list";
    case "mapping":
      return "a mapping";
    case "refused":
      return "not read";
    case "scalar":
      if (typeof part.value === "string") return part.value === "" ? "empty text" : quote(part.value);
      if (part.value === null) return part.source === "" ? "empty" : `the empty value ${part.source}`;
      return typeof part.value === "number" ? `the number ${part.source}` : `the truth value ${part.source}`;
  }
}

function unknownKey(schema: z.ZodType, tree: YamlTree, path: Path, name: string): Problem {
  const inside = partAt(tree, path);
  const entry = inside?.kind === "mapping" ? inside.entries.find(({ key }) => key === name) : undefined;
  const known = keysOf(schemaAt(schema, path));
  const meant = didYouMean(name, known);
  const where = path.length === 0 ? "the file" : formatKey(path);
  const question = meant === undefined ? "" : `; did you mean ${meant}`;
  return {
    at: entry?.keyAt ?? positionAt(tree, path),
    key: formatKey([...path, name]),
    sentence: `${where} has the unknown key ${quote(name)}${question} (accepted: ${known.join(", ")})${meant === undefined ? "." : "?"}`,
  };
}

function keysOf(schema: z.ZodType | undefined): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** The part of the schema that judges what stands at a path. */
function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  let part: unknown = unwrap(schema);
  for (const step of path) {
    if (part instanceof z.ZodArray) part = unwrap(part.element);
    else if (part instanceof z.ZodObject) part = unwrap(part.shape[step]);
    else return undefined;
  }
  return part instanceof z.ZodType ? part : undefined;
}

function unwrap(schema: unknown): unknown {
  const wraps = [z.ZodDefault, z.ZodPrefault, z.ZodOptional].find((kind) => schema instanceof kind);
  return wraps === undefined ? schema : unwrap((schema as z.ZodOptional).unwrap());
}
