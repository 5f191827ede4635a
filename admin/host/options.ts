import { refuseDash } from "../files/named-file.ts";
import { AdminError, adminExit } from "../terminal.ts";

export type RenderOptions = {
  readonly node?: string;
  readonly all?: true;
  readonly out?: string;
  readonly diff?: true;
  readonly apply?: true;
  readonly revert?: true;
  readonly force?: true;
  readonly root: string;
  readonly json?: true;
};

/** @throws AdminError usage, where options do not go together */
export function checkOptions(options: RenderOptions): void {
  const { node, all, out, diff, apply, revert, force, root, json } = options;
  const onHost = diff || apply || revert;
  if (node !== undefined && all)
    throw usage("--node names one host and --all means every one: give one of the two.");
  if (apply && revert)
    throw usage("--apply and --revert do the opposite of each other: give one of the two.");
  if (node !== undefined && revert)
    throw usage("--revert brings back what was on this host: leave --node out, and run it on that host.");
  if (diff && revert)
    throw usage(
      "--diff compares with the cluster file, and --revert does not look at it: give one of the two.",
    );
  if (out !== undefined) refuseDash("--out", out, "without --out the files go to standard output");
  if (out !== undefined && json)
    throw usage("--json goes to standard output and --out to files: give one of the two.");
  if (out !== undefined && onHost)
    throw usage("--out writes to a folder, and not to this host: leave --diff, --apply and --revert out.");
  if (all && onHost)
    throw usage("--all is for showing and for --out: each host is compared and written by itself.");
  if (force && !apply && !revert) throw usage("--force goes with --apply or --revert.");
  if (root !== "/" && !onHost) throw usage("--root goes with --diff, --apply or --revert.");
}

function usage(sentence: string): AdminError {
  return new AdminError(adminExit.usage, sentence);
}
