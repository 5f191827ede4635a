import { join } from "node:path";
import { runCommand } from "../../../lib/system/command.ts";

/** What stands on the disk that a guest writes its numbered records on. */
export type Records = {
  /** Each stay of the guest in one domain, in order. */
  readonly stays: readonly Stay[];
  /** Two writers, a record that is missing or there twice, …; none: all is well. */
  readonly complaints: readonly string[];
};

export type Stay = {
  readonly first: number;
  readonly last: number;
  readonly host: string;
  readonly domid: number;
  /** A word for each boot of the guest; a live migration keeps it. */
  readonly boot: string;
};

/** Reads a guest's disk, as ../xen/check-disk does. */
export async function readRecords(device: string): Promise<Records> {
  const result = await runCommand(join(import.meta.dirname, "../xen/check-disk"), [device], {
    timeoutMs: 20_000,
  });
  if (result.kind !== "exited") throw new Error(`check-disk ${device}: ${JSON.stringify(result)}`);
  // 2: nothing was ever written, which is no harm.
  const complaints = result.exitCode === 2 ? [] : linesOf(result.stderr);
  return { stays: linesOf(result.stdout).map(stayOf), complaints };
}

function stayOf(line: string): Stay {
  const [, first, last, host = "", domid, boot = ""] = /^(\d+)-(\d+) (\S+) (\d+) (\S+)$/.exec(line) ?? [];
  return { first: Number(first), last: Number(last), host, domid: Number(domid), boot };
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
