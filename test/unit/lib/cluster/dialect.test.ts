import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { dialectOfCib } from "../../../../lib/cluster/dialect.ts";
import { clusterDialect } from "../../../../lib/cluster/running-dialect.ts";
import type { CommandResult, RunCommand } from "../../../../lib/system/command.ts";

const heartbeat2 = readFileSync("test/captures/heartbeat2/cibadmin-Q.txt", "utf8");
const pacemaker = readFileSync("test/captures/pacemaker/cli/cibadmin_-Q.txt", "utf8");

/** Answers the one command that may be asked for. */
function answering(result: CommandResult): RunCommand {
  return async (file, args, options) => {
    expect([file, args, options]).toEqual(["cibadmin", ["-Q"], { timeoutMs: 5_000 }]);
    return result;
  };
}

describe("the dialect that a cluster speaks", () => {
  test("is told from recordings of live clusters", async () => {
    const exited = (stdout: string): CommandResult => ({ kind: "exited", exitCode: 0, stdout, stderr: "" });
    expect(await clusterDialect(answering(exited(heartbeat2)))).toBe("heartbeat2");
    expect(await clusterDialect(answering(exited(pacemaker)))).toBe("pacemaker");
  });

  test.each<[string, CommandResult]>([
    ["cibadmin fails", { kind: "exited", exitCode: 102, stdout: pacemaker, stderr: "Could not connect" }],
    ["cibadmin is not there", { kind: "not-found", file: "cibadmin" }],
    [
      "the cluster does not answer in time",
      { kind: "timed-out", afterMs: 5_000, stdout: pacemaker, stderr: "" },
    ],
    ["it was killed", { kind: "signalled", signal: "SIGKILL", stdout: pacemaker, stderr: "" }],
    ["the answer is no CIB", { kind: "exited", exitCode: 0, stdout: "<crm_mon/>", stderr: "" }],
  ])("is unknown when %s", async (_, result) => {
    expect(await clusterDialect(answering(result))).toBeUndefined();
  });

  test("is not guessed from what both write", () => {
    expect(
      dialectOfCib(
        '<cib admin_epoch="0" epoch="1" num_updates="2" crm_feature_set="2.0"><configuration/></cib>',
      ),
    ).toBeUndefined();
  });
});
