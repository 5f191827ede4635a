import { parseDescription } from "../../../../../lib/cluster/description/parse.ts";
import { describeProblem } from "../../../../../lib/cluster/description/problem.ts";
import { exampleClusterFile } from "../../../../support/example-cluster-file.ts";

/** What a person reads about a text; empty when it is accepted. */
export function complaints(text: string): readonly string[] {
  const parsed = parseDescription(new TextEncoder().encode(text));
  return parsed.kind === "description" ? [] : parsed.problems.map((each) => describeProblem("F", each));
}

/** The example with one change. */
export function edited(from: string, to: string): string {
  if (!exampleClusterFile.includes(from)) throw new Error(`the example has no ${from}`);
  return exampleClusterFile.replace(from, () => to);
}
