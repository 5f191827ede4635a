import type { LeaseHost } from "../../../../../lib/guard/sanlock/host.ts";
import { type Expected, exited, scripted } from "../../storage/scripted-run.ts";
import { recorded, volume } from "./recordings.ts";

const direct = (what: string, name: string): Expected => ({
  command: `sanlock direct ${what} -a 0`,
  result: exited(recorded(name).includes("done 0") ? 0 : 1, recorded(name)),
});

/** The calls by which a claim is read, in their order; `leader` names the recording of its record. */
export const readsClaim = (leader: string): readonly Expected[] => [
  direct(`read_leader -s xensan:1:${volume}:0`, "read_leader-lockspace-free"),
  direct(`lookup -x xensan:${volume}:1048576 -e nfs1`, "lookup"),
  direct(`read_leader -r xensan:nfs1:${volume}:3145728`, leader),
];

export const client = (what: string, stdout: string, exitCode = 0): Expected => ({
  command: `sanlock client ${what}`,
  result: exited(exitCode, stdout),
});

/** host1 or host2 of the recordings, with a runner that takes the expected calls and no other. */
export function host(script: readonly Expected[], self: "host1" | "host2" = "host1") {
  const { run, clock, expectDone } = scripted(script, { patient: true });
  const signals: string[] = [];
  const host: LeaseHost = {
    // Without the text of the shell script, which only the lab can judge.
    run: (file, args, options) => run(file, file === "sh" ? args.slice(2) : args, options),
    clock,
    send: (pid, signal) => signals.push(`${signal} ${pid}`),
    path: volume,
    self,
    nodes: new Map([
      ["host1", 1],
      ["host2", 2],
    ]),
    toolstack: "xl",
  };
  return { host, signals, expectDone };
}
