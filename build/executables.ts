import { evmsSccPreamble, xenVmPreamble } from "./preamble/agents.ts";
import type { Preamble } from "./preamble/preamble.ts";

/** One file of the target file system that the build makes. */
export type Executable = {
  /** Where its main.ts stands in the repository. */
  readonly entry: string;
  /** Where it goes below dist/root, which mirrors the target's root. */
  readonly target: string;
  readonly kind: "agent" | "command";
  /** An agent is read and compiled at every monitor: bytes are milliseconds there. */
  readonly budgetBytes: number;
  /** What it imports by `await import(…)` and nearly every call needs: compiled at once with its main.ts. */
  readonly usual?: readonly string[];
  /** What an agent answers by sh; without one, the file is for Node.js alone. */
  readonly preamble?: () => Preamble;
};

export const executables: readonly Executable[] = [
  {
    entry: "agents/EvmsSCC/main.ts",
    target: "usr/lib/ocf/resource.d/xensan/EvmsSCC",
    kind: "agent",
    budgetBytes: 60_000,
    usual: ["agents/EvmsSCC/actions.ts"],
    preamble: evmsSccPreamble,
  },
  {
    entry: "agents/XenVM/main.ts",
    target: "usr/lib/ocf/resource.d/xensan/XenVM",
    kind: "agent",
    budgetBytes: 600_000,
    usual: ["agents/XenVM/actions.ts", "agents/XenVM/monitor.ts", "lib/xen/xl.ts"],
    preamble: xenVmPreamble,
  },
  {
    entry: "hooks/transport/main.ts",
    target: "usr/lib/xensan/transport",
    kind: "command",
    budgetBytes: 40_000,
  },
  // Typed by people.
  { entry: "admin/main.ts", target: "usr/sbin/xensan", kind: "command", budgetBytes: 1_500_000 },
  {
    entry: "admin/peer/main.ts",
    target: "usr/lib/xensan/peer",
    kind: "command",
    // What other hosts call, also while a guest stands still.
    usual: [
      "lib/cluster/description/file-access.ts",
      "lib/cluster/description/read-description.ts",
      "lib/system/start-process.ts",
    ],
    budgetBytes: 540_000,
  },
  {
    entry: "hooks/block/main.ts",
    target: "usr/lib/xensan/may-attach",
    kind: "command",
    // Xen waits for it at every start and in every migration's downtime.
    usual: ["lib/system/start-process.ts", "lib/guard/sanlock/sanlock-lease.ts"],
    budgetBytes: 600_000,
  },
  {
    entry: "hooks/evacuate/main.ts",
    target: "usr/lib/xensan/evacuate",
    kind: "command",
    budgetBytes: 700_000,
  },
];

/** A file that is shipped as it stands. */
export type Script = {
  /** Where it stands in the repository. */
  readonly source: string;
  /** Where it goes below dist/root. */
  readonly target: string;
};

/** A process for each running guest: Node.js would take 40 MiB for it, and dash takes less than 2. */
export const scripts: readonly Script[] = [
  { source: "hooks/holder/holder.sh", target: "usr/lib/xensan/holder" },
  // Before any Node.js, because letting go of a disk must not need it. Xen looks for scripts in its own folder only.
  { source: "hooks/block/block.sh", target: "etc/xen/scripts/block-xensan" },
];
