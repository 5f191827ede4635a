import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { xlMigrationEnd, xmMigrationEnd } from "../../../../lib/xen/migration-end.ts";
import { recorded, streamOf } from "./recordings.ts";

const exited = (exitCode: number, stderr: string) =>
  ({ kind: "exited", exitCode, stdout: "", stderr }) as const;
const failed = (stderr: string) => xlMigrationEnd(exited(1, stderr));

describe("what xl migrate printed suggests", () => {
  it.each([
    ["nodomain", "not-begun", "xl does not know the domain"],
    ["unreachable", "not-begun", "the destination cannot be reached by ssh"],
    ["unresolvable", "not-begun", "the destination's name cannot be resolved"],
    [
      "ssh255-first-try",
      "not-begun",
      "xl migrate exited with 1: libxl: info: libxl_exec.c:117:libxl_report_child_exitstatus: migration transport process [2048] exited with error status 255",
    ],
    ["nameclash", "source-goes-on", "the destination already has a domain of this name"],
    ["nomem", "source-goes-on", "the destination has not enough free memory"],
    [
      "pv-debian-noshadow",
      "source-goes-on",
      "this hypervisor cannot migrate a paravirtual guest (it is built without shadow paging)",
    ],
    [
      "transport-cut",
      "source-goes-on",
      "the connection to the destination ended before all of the domain was there",
    ],
    ["pvh-tcg-unknown-type", "source-goes-on", "the destination could not build its copy of the domain"],
  ])("after %s that it is %s", (name, suggests, reason) => {
    // The receiver's words come over ssh in among the sender's; where they were kept apart, both are looked at.
    const all = recorded(`migrate-fail-${name}.txt`);
    const receiver = all.split(/--- receiver.*\n/)[1] ?? "";
    const text = receiver + streamOf(`migrate-fail-${name}.txt`, "stderr");
    expect(failed(text)).toEqual({ kind: "said-failed", suggests, reason });
  });

  it("what the destination's block script said, which libxl repeats", () => {
    const text =
      "libxl: error: libxl_exec.c:117:libxl_report_child_exitstatus: /etc/xen/scripts/block-xensan add [772] exited with error status 1\n" +
      "libxl: error: libxl_device.c:1331:device_hotplug_child_death_cb: script: xensan: not opened: host1 has its lease.\n" +
      "migration sender: Resumed OK.\n";
    expect(failed(text)).toEqual({
      kind: "said-failed",
      suggests: "source-goes-on",
      reason: "the destination's block script says: not opened: host1 has its lease",
    });
  });

  it("nothing at all, if it exited with 0 or did not end by itself", () => {
    expect(xlMigrationEnd(exited(0, streamOf("migrate-pv-ssh-ok.txt", "stderr")))).toEqual({
      kind: "said-done",
    });
    const killed = recorded("migrate-pvh-killed-at-stop-and-copy.txt");
    expect(xlMigrationEnd({ kind: "timed-out", afterMs: 240_000, stdout: "", stderr: killed })).toMatchObject(
      {
        kind: "said-failed",
        suggests: "unclear",
      },
    );
    const resumed = {
      kind: "signalled",
      signal: "SIGTERM",
      stdout: "",
      stderr: "migration sender: Resumed OK.\n",
    } as const;
    expect(xlMigrationEnd(resumed)).toEqual({
      kind: "said-failed",
      suggests: "unclear",
      reason: "xl migrate was ended by SIGTERM: migration sender: Resumed OK.",
    });
  });

  it("that nobody knows, once the destination was allowed to start and did not say how that went", () => {
    const success = streamOf("migrate-pv-ssh-ok.txt", "stderr");
    const permitted = success.slice(0, success.indexOf("migration target: Got permission"));
    expect(failed(permitted)).toMatchObject({ suggests: "either" });
    // The words of xl_migrate.c in Xen 4.17.
    expect(
      failed(`${permitted}** Migration failed during final handshake **\nDomain state is now undefined !\n`),
    ).toEqual({
      kind: "said-failed",
      suggests: "either",
      reason: "xl migrate exited with 1: Domain state is now undefined !",
    });
    const asked = `${permitted}migration sender: Target reports startup failure (status code 6).\nmigration sender: Trying to resume at our end.\nMigration failed due to problems at target.\n`;
    expect(failed(asked)).toMatchObject({ suggests: "either" });
  });

  it("that nothing began where xl could not be started", () => {
    expect(xlMigrationEnd({ kind: "not-found", file: "xl" })).toEqual({
      kind: "said-failed",
      suggests: "not-begun",
      reason: "xl migrate is not installed",
    });
  });

  it("never success for anything but exit code 0, nor that nothing began after the destination was allowed to start", () => {
    const lines = [
      ...new Set(
        ["nameclash", "nomem", "transport-cut", "unreachable"].flatMap((name) =>
          recorded(`migrate-fail-${name}.txt`).split("\n"),
        ),
      ),
      ...streamOf("migrate-pv-ssh-ok.txt", "stderr").split("\n"),
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lines)), fc.integer({ min: 1, max: 255 }), (chosen, code) => {
        const stderr = chosen.join("\n");
        const end = xlMigrationEnd(exited(code, stderr));
        if (end.kind === "said-done") return false;
        return !stderr.includes("Giving target permission") || end.suggests !== "not-begun";
      }),
    );
  });
});

describe("what xm migrate prints by the sources of Xen 3.0.4 suggests", () => {
  it.each([
    ["Error: can't connect: Connection refused\n", "not-begun"],
    ["Error: Domain 'nfs1' does not exist.\n", "not-begun"],
    ["Unable to connect to xend: Connection refused. Is xend running?\n", "not-begun"],
    ["Error: /usr/lib/xen/bin/xc_save 4 3 0 0 1 failed\n", "unclear"],
    ["", "unclear"],
  ])("%j: %s", (stderr, suggests) => {
    expect(xmMigrationEnd(exited(1, stderr))).toMatchObject({ kind: "said-failed", suggests });
  });

  it("no more than that xend said so, if it exited with 0", () => {
    expect(xmMigrationEnd(exited(0, ""))).toEqual({ kind: "said-done" });
    expect(xmMigrationEnd({ kind: "not-found", file: "xm" })).toMatchObject({ suggests: "not-begun" });
  });
});
