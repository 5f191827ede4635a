import type { RunCommand } from "../../system/command.ts";
import { describeFailure } from "../../system/command-failure.ts";
import type { Dialect } from "../dialect.ts";
import type { Parsed } from "../membership/report.ts";
import { parseCrmMonResources } from "./crm-mon-resources.ts";
import { parseCrmMonTextResources } from "./heartbeat2-resources.ts";
import type { ShownResource, ShownResources } from "./resources.ts";

const capMs = 5_000;

type Reader = {
  readonly args: readonly string[];
  readonly parse: (text: string) => Parsed<readonly ShownResource[]>;
};

const readers: { readonly [dialect in Dialect]: Reader } = {
  pacemaker: { args: ["-1", "-r", "--output-as", "xml"], parse: parseCrmMonResources },
  heartbeat2: { args: ["-1", "-r"], parse: parseCrmMonTextResources },
};

/** What the cluster manager on this node shows of its resources, within 5 s. Never throws for what it may do. */
export async function readResources(run: RunCommand, dialect: Dialect): Promise<ShownResources> {
  const { args, parse } = readers[dialect];
  const result = await run("crm_mon", args, { timeoutMs: capMs });
  if (result.kind !== "exited" || result.exitCode !== 0) {
    return { kind: "unknown", reason: describeFailure("crm_mon", result) };
  }
  const read = parse(result.stdout);
  return read.kind === "parsed"
    ? { kind: "shown", resources: read.value }
    : { kind: "unknown", reason: read.reason };
}
