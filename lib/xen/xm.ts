import type { Clock } from "../system/clock.ts";
import type { RunCommand } from "../system/command.ts";
import { deadlineAfter } from "../system/deadline.ts";
import { mayExecute } from "./domain.ts";
import { guestNameProblem } from "./guest-name.ts";
import { xmMigrationEnd } from "./migration-end.ts";
import type { Outcome, Toolstack } from "./toolstack.ts";
import { configPathProblem, domidProblem, hostProblem, outcomeOf, seenIn } from "./toolstack-calls.ts";
import { bothAtOnce, toolstackProgram } from "./toolstack-program.ts";
import { parseXmList, parseXmListLong } from "./xm-output.ts";

/**
 * xend's xm, by the sources of Xen 3.0.4 (tools/python/xen/xm). Nothing of it was seen running. Every command asks
 * xend, and main.py exits with 1 for whatever fails, xend's absence included.
 */
export function xm(run: RunCommand, clock: Clock): Toolstack {
  const { call, read, find, info } = toolstackProgram("xm", run, clock);
  const listLong = (timeoutMs: number) => read(["list", "--long"], parseXmListLong, timeoutMs);
  const list = (timeoutMs: number) => read(["list"], parseXmList, timeoutMs);
  const change = async (command: string, domid: number, more: readonly string[], timeoutMs: number) => {
    const problem = domidProblem(domid);
    if (problem !== undefined) return refused(problem);
    return outcomeOf(`xm ${command}`, await call([command, String(domid), ...more], timeoutMs));
  };
  return {
    title: "xm",
    list: listLong,
    listWithDisks: listLong,
    bothLists: (timeoutMs) => bothAtOnce(list, listLong, timeoutMs),
    find: (guest, timeoutMs) => find(guest, listLong, list, timeoutMs),
    info,
    create: async ({ configPath, paused }, timeoutMs) => {
      const problem = configPathProblem(configPath);
      if (problem !== undefined) return refused(problem);
      const args = ["create", ...(paused ? ["--paused"] : []), `--defconfig=${configPath}`];
      return outcomeOf("xm create", await call(args, timeoutMs));
    },
    // Without drivers in the guest, xend has no power button to press.
    shutdown: (domid, _acpi, timeoutMs) => change("shutdown", domid, [], timeoutMs),
    destroy: (domid, timeoutMs) => change("destroy", domid, [], timeoutMs),
    pause: async (domid, timeoutMs) => {
      const deadline = deadlineAfter(clock, timeoutMs);
      const said = await change("pause", domid, [], timeoutMs);
      if (said.kind === "failed") return said;
      return seenIn(await listLong(deadline.remainingMs()), domid, (state) => state === "paused", "xm pause");
    },
    unpause: async (domid, timeoutMs) => {
      const deadline = deadlineAfter(clock, timeoutMs);
      const said = await change("unpause", domid, [], timeoutMs);
      if (said.kind === "failed") return said;
      return seenIn(await listLong(deadline.remainingMs()), domid, mayExecute, "xm unpause");
    },
    rename: async (domid, name, timeoutMs) => {
      const problem = guestNameProblem(name);
      return problem === undefined
        ? change("rename", domid, [name], timeoutMs)
        : refused(problem.replace(/\.$/, ""));
    },
    migrate: async ({ domid, host, leavePaused }, timeoutMs) => {
      const problem = domidProblem(domid) ?? hostProblem(host) ?? (leavePaused ? noPause : undefined);
      if (problem !== undefined) return { kind: "said-failed", suggests: "not-begun", reason: problem };
      return xmMigrationEnd(await call(["migrate", "--live", String(domid), host], timeoutMs));
    },
    resume: async () =>
      refused("xm of Xen 3.0.4 cannot resume a suspended source; destroy it and start the guest anew"),
  };
}

/** XendDomain.domain_migrate() sends "receive", and the receiver's restore() continues the copy by itself. */
const noPause =
  "xm cannot leave the copy on the destination paused; migrate with xl, or stop the guest and start it there";

function refused(reason: string): Outcome {
  return { kind: "failed", reason };
}
