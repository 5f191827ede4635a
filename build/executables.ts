/** One file of the target file system that the build makes. */
export type Executable = {
  /** Where its main.ts stands in the repository. */
  readonly entry: string;
  /** Where it goes below dist/root, which mirrors the target's root. */
  readonly target: string;
  readonly kind: "agent" | "command";
  /** An agent is read and compiled at every monitor: bytes are milliseconds there. */
  readonly budgetBytes: number;
};

export const executables: readonly Executable[] = [
  {
    entry: "agents/EvmsSCC/main.ts",
    target: "usr/lib/ocf/resource.d/xensan/EvmsSCC",
    kind: "agent",
    budgetBytes: 200_000,
  },
  { entry: "admin/main.ts", target: "usr/sbin/xensan", kind: "command", budgetBytes: 500_000 },
];
