import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import type { InstallPlan } from "./plan.ts";
import type { Row, Status } from "./row.ts";
import type { Installed, Removed } from "./run.ts";
import { renderRows } from "./table.ts";

export type Form = { readonly dryRun: boolean; readonly json: boolean };

/** Shows what install did, or would do. @throws AdminError refused, where a file was refused */
export function reportInstall(terminal: Terminal, version: string, installed: Installed, form: Form): void {
  const { root, plan } = installed;
  const outcome = plan.kind === "install" ? (form.dryRun ? "would-install" : "installed") : plan.kind;
  const facts = { command: "install", outcome, version, provider: plan.provider };
  const sentence = installSentence(plan, `xensan ${version} (provider ${plan.provider})`, root, form.dryRun);
  show(terminal, form, { facts, root, rows: plan.rows, sentence });
  if (plan.kind !== "refused") return;
  const count = explainRows(terminal, plan.rows, "refused");
  throw new AdminError(adminExit.refused, `${count} refused, so nothing was written.`);
}

function installSentence(plan: InstallPlan, what: string, root: string, dryRun: boolean): string | undefined {
  switch (plan.kind) {
    case "refused":
      return undefined;
    case "nothing":
      return `${what} is installed under ${root}: nothing to do.`;
    case "install":
      return dryRun
        ? `This is what install would do with ${what} under ${root}: nothing was changed.`
        : `${what} is now installed under ${root}.`;
  }
}

/** Shows what uninstall did, or would do. @throws AdminError refused, where a file is left */
export function reportRemoval(terminal: Terminal, removed: Removed, form: Form): void {
  const { root, version, rows } = removed;
  const isLeft = rows.some((row) => row.status === "left");
  const done = isLeft ? "left" : form.dryRun ? "would-remove" : "removed";
  const outcome = version === undefined ? "nothing" : done;
  const facts = { command: "uninstall", outcome, version: version ?? null };
  const sentence = isLeft ? undefined : removalSentence(version, root, form.dryRun);
  show(terminal, form, { facts, root, rows, sentence });
  if (!isLeft) return;
  const count = explainRows(terminal, rows, "left");
  throw new AdminError(
    adminExit.refused,
    form.dryRun ? `${count} left by uninstall; nothing was changed.` : `${count} left; all else is removed.`,
  );
}

function removalSentence(version: string | undefined, root: string, dryRun: boolean): string {
  if (version === undefined) return `Nothing is installed under ${root}.`;
  return dryRun
    ? `This is what uninstall would do with xensan ${version} under ${root}: nothing was changed.`
    : `xensan ${version} is no longer installed under ${root}.`;
}

type Shown = {
  readonly facts: object;
  readonly root: string;
  readonly rows: readonly Row[];
  readonly sentence: string | undefined;
};

function show(terminal: Terminal, form: Form, { facts, root, rows, sentence }: Shown): void {
  if (form.json) {
    terminal.out(`${JSON.stringify({ ...facts, root, dryRun: form.dryRun, files: rows }, null, 2)}\n`);
    return;
  }
  if (rows.length > 0) terminal.out(renderRows(root, rows));
  if (sentence !== undefined) terminal.out(`${sentence}\n`);
}

/** One line on standard error for each file of a status; says how many these are: "2 files are". */
function explainRows(terminal: Terminal, rows: readonly Row[], status: Status): string {
  const reasons = rows.filter((row) => row.status === status).map((row) => row.reason ?? row.path);
  for (const reason of new Set(reasons)) terminal.err(`xensan: ${reason}\n`);
  return reasons.length === 1 ? "1 file is" : `${reasons.length} files are`;
}
