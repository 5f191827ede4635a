import { join } from "node:path";
import { codeOf } from "../../../lib/system/error-code.ts";
import { readFile } from "../../files/look.ts";
import { digest } from "../../host/apply/digest.ts";
import { partOf } from "../../host/apply/part.ts";
import type { HostFacts } from "../wire/facts.ts";
import type { Question } from "../wire/question.ts";

type Found = HostFacts["files"][number]["found"];

/** What stands in each file that the cluster file asks for, or in xensan's part of it. */
export function lookAtFiles(root: string, { files }: Pick<Question, "files">): HostFacts["files"] {
  return files.map(({ path, extent }) => ({ path, found: foundAt(join(root, path), extent) }));
}

function foundAt(path: string, extent: Question["files"][number]["extent"]): Found {
  try {
    const file = readFile(path);
    if (file.kind === "absent") return { kind: "absent" };
    if (file.kind === "other") return { kind: "other", what: `is ${file.what}` };
    if (extent === "whole") return { kind: "part", sha256: file.sha256 };
    const part = partOf(extent, Buffer.from(file.content).toString("latin1"));
    if (part.kind === "none") return { kind: "absent" };
    if (part.kind === "broken") return { kind: "other", what: part.why.slice(0, 250) };
    return { kind: "part", sha256: digest(part.content) };
  } catch (error) {
    return { kind: "other", what: `cannot be read (${codeOf(error)})` };
  }
}

/** Of the cluster file here, whatever it says. */
export function lookAtClusterFile(path: string): HostFacts["clusterFile"] {
  try {
    const file = readFile(path);
    if (file.kind !== "file")
      return { kind: "unknown", reason: `${path} is ${file.kind === "absent" ? "not there" : file.what}` };
    return { kind: "read", sha256: file.sha256 };
  } catch (error) {
    return { kind: "unknown", reason: `${path} cannot be read (${codeOf(error)})` };
  }
}
