import { describe, expect, it } from "vitest";
import { lvm } from "../../../../lib/storage/lvm.ts";
import { type Expected, exited, scripted } from "./scripted-run.ts";

const lvs =
  "lvm lvs --shared --reportformat json -o vg_name,lv_name,lv_path,lv_dm_path,lv_skip_activation,vg_lock_type";

/** What `lvm lvs` prints for volumes that are named as "group/volume" or "group/volume@lock type". */
function printed(...names: readonly string[]): string {
  const rows = names.map((each) => {
    const [name = "", lockType = ""] = each.split("@");
    const [group, volume] = name.split("/");
    return {
      vg_name: group,
      lv_name: volume,
      lv_path: `/dev/${name}`,
      lv_dm_path: `/dev/mapper/${group}-${volume}`,
      lv_skip_activation: "",
      vg_lock_type: lockType,
    };
  });
  return JSON.stringify({ report: [{ lv: rows }] });
}

const lists = (...names: readonly string[]): Expected => ({
  command: lvs,
  result: exited(0, printed(...names)),
});
const succeeds = (command: string): Expected => ({ command, result: exited(0) });

/** What every call of lvm carries, so that nothing but the report is on its standard output. */
const plainLog = '--config log { prefix="" command_names=0 }';

function managerWith(...script: readonly Expected[]) {
  const { run, clock, options, expectDone } = scripted(
    script.map((each) => ({ ...each, command: each.command.replace(/^lvm \w+/, `$& ${plainLog}`) })),
  );
  return { manager: lvm(run, clock), options, expectDone };
}

async function activate(wanted: readonly string[], ...script: readonly Expected[]) {
  const { manager, expectDone } = managerWith(...script);
  const outcome = await manager.activate(wanted, 60_000);
  expectDone();
  return outcome;
}

const done = { kind: "done" };

describe("LVM2 reads anew", () => {
  it("what is named, and runs nothing for a name that it does not know", async () => {
    const { manager, expectDone } = managerWith(
      lists("SAN/nfs1", "SAN/vm2"),
      succeeds("lvm lvchange --refresh SAN/vm2"),
      lists("SAN/nfs1"),
    );
    expect(await manager.refresh?.(["SAN/vm2"], 60_000)).toEqual(done);
    expect(await manager.refresh?.(["SAN9"], 60_000)).toEqual(done);
    expectDone();
  });
});

describe("LVM2 activates", () => {
  it("all that it lists where no volume is named", async () => {
    const step = succeeds("lvm lvchange -ay SAN/nfs1 SAN/vm2 local/root");
    expect(await activate([], lists("SAN/nfs1", "SAN/vm2", "local/root"), step)).toEqual(done);
  });

  it.each([
    ["a volume group", ["SAN"], "SAN/nfs1 SAN/vm2"],
    ["a volume's name", ["SAN/vm2"], "SAN/vm2"],
    ["a device path", ["/dev/SAN/vm2"], "SAN/vm2"],
    ["device-mapper's path", ["/dev/mapper/SAN-vm2"], "SAN/vm2"],
    ["one volume in several ways", ["/dev/SAN/vm2", "SAN/vm2"], "SAN/vm2"],
    ["a group whose name begins another's", ["SAN2"], "SAN2/x"],
  ])("by %s", async (_title, wanted, names) => {
    const step = succeeds(`lvm lvchange -ay ${names}`);
    expect(await activate(wanted, lists("SAN/nfs1", "SAN/vm2", "SAN2/x"), step)).toEqual(done);
  });

  it("nothing where it knows nothing of what is named; that names are unknown shows in the list", async () => {
    expect(await activate(["SAN9", "/dev/sdb"], lists("SAN/nfs1"))).toEqual(done);
    expect(await activate([], lists())).toEqual(done);
  });

  it.each(["sanlock", "dlm"])(
    "volumes under %s in shared mode, after the lock space is started once",
    async (type) => {
      const outcome = await activate(
        [],
        lists(`SAN/nfs1@${type}`, `SAN/vm2@${type}`, `B/x@${type}`),
        succeeds("lvm vgchange --lockstart SAN B"),
        succeeds("lvm lvchange -asy SAN/nfs1 SAN/vm2 B/x"),
      );
      expect(outcome).toEqual(done);
    },
  );

  it("shared and plain groups each in their own way, and only those that are wanted", async () => {
    const outcome = await activate(
      ["SAN", "local"],
      lists("SAN/nfs1@sanlock", "local/root", "other/x@dlm"),
      succeeds("lvm vgchange --lockstart SAN"),
      succeeds("lvm lvchange -asy SAN/nfs1"),
      succeeds("lvm lvchange -ay local/root"),
    );
    expect(outcome).toEqual(done);
  });

  it("nothing further once a step has failed", async () => {
    const failed: Expected = {
      command: "lvm vgchange --lockstart SAN",
      result: exited(5, "", "  VG SAN start failed: lvmlockd is not running\n"),
    };
    expect(await activate([], lists("SAN/nfs1@sanlock", "local/root"), failed)).toEqual({
      kind: "failed",
      reason: "lvm vgchange exited with 5: VG SAN start failed: lvmlockd is not running",
    });
  });

  it("nothing where it cannot list", async () => {
    const refused: Expected = { command: lvs, result: exited(5, "", "Locking failed.") };
    expect(await activate([], refused)).toEqual({
      kind: "failed",
      reason: "lvm lvs exited with 5: Locking failed.",
    });
    expect(await activate([], { command: lvs, result: exited(0, "x") })).toEqual({
      kind: "failed",
      reason: "lvm lvs printed something other than its JSON report",
    });
    expect(await activate([], { command: lvs, result: { kind: "not-found", file: "lvm" } })).toEqual({
      kind: "failed",
      reason: "lvm lvs is not installed",
    });
  });

  it("within one time for all steps: what one uses up, the next does not have", async () => {
    const { manager, expectDone } = managerWith(
      { ...lists("SAN/nfs1@sanlock", "local/root"), timeoutMs: 10_000, takesMs: 4_000 },
      { ...succeeds("lvm vgchange --lockstart SAN"), timeoutMs: 6_000, takesMs: 5_000 },
      { ...succeeds("lvm lvchange -asy SAN/nfs1"), timeoutMs: 1_000, takesMs: 1_500 },
      {
        command: "lvm lvchange -ay local/root",
        timeoutMs: 0,
        result: { kind: "timed-out", afterMs: 0, stdout: "", stderr: "" },
      },
    );
    expect(await manager.activate([], 10_000)).toEqual({
      kind: "failed",
      reason: "lvm lvchange was not started, because no time was left",
    });
    expectDone();
  });
});

describe("LVM2", () => {
  it("lists names and paths", async () => {
    const { manager } = managerWith({ ...lists("SAN/nfs1@dlm"), timeoutMs: 500 });
    expect(await manager.list(500)).toEqual({
      kind: "listed",
      volumes: [{ name: "SAN/nfs1", path: "/dev/SAN/nfs1" }],
    });
  });

  it("says why it cannot list", async () => {
    const { manager } = managerWith({
      command: lvs,
      result: { kind: "timed-out", afterMs: 500, stdout: "", stderr: "" },
    });
    expect(await manager.list(500)).toEqual({
      kind: "failed",
      reason: "lvm lvs did not finish within 0.5 s and was stopped",
    });
  });

  it("deactivates one volume by its path, and tells that it is open", async () => {
    const command = "lvm lvchange -an /dev/SAN/nfs1";
    const { manager, expectDone } = managerWith(
      { command, result: exited(0), timeoutMs: 500 },
      { command, result: exited(5, "", "  Logical volume SAN/nfs1 in use.\n") },
    );
    expect(await manager.deactivate?.("/dev/SAN/nfs1", 500)).toEqual(done);
    expect(await manager.deactivate?.("/dev/SAN/nfs1", 500)).toEqual({
      kind: "failed",
      reason: "lvm lvchange exited with 5: Logical volume SAN/nfs1 in use.",
    });
    expectDone();
  });

  it("keeps warnings out of the report, and those about inherited descriptors out of the last error", async () => {
    const { manager, options } = managerWith(lists("SAN/nfs1"), succeeds("lvm lvchange -ay SAN/nfs1"));
    await manager.activate([], 1_000);
    expect(options.map(({ env }) => env)).toEqual(
      Array(2).fill({ LVM_SUPPRESS_FD_WARNINGS: "1", LVM_OUT_FD: "2", LVM_ERR_FD: "2", LVM_REPORT_FD: "1" }),
    );
  });

  it("waits for nothing, and recalls nothing: its list holds inactive volumes too", () => {
    expect(managerWith().manager.waitsFor()).toBeUndefined();
    expect(managerWith().manager.recall(["/dev/SAN/nfs1"])).toEqual([]);
  });
});
