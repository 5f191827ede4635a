import { describe, expect, it } from "vitest";
import { validate } from "../../../../agents/EvmsSCC/validate.ts";
import { OcfError } from "../../../../lib/ocf/ocf-error.ts";
import type { Listing } from "../../../../lib/storage/volume-manager.ts";
import { fakeManager, scene } from "./scene.ts";

const deep = { OCF_CHECK_LEVEL: "10" };
const listing: Listing = { kind: "listed", volumes: [{ name: "SAN/nfs1", path: "/dev/SAN/nfs1" }] };
const lvm = fakeManager({ title: "LVM2", list: async () => listing });

describe("validate-all", () => {
  it("looks at nothing but the parameters below level 10: the tools may be on other nodes only", async () => {
    const { call, host } = scene({ parameters: { backend: "lvm", volumes: "SAN9" } });
    expect(await validate(call, host)).toBe(0);
  });

  it("refuses parameters that contradict each other", async () => {
    const { call, host } = scene({ parameters: { backend: "evms", deactivate_on_stop: "yes" } });
    await expect(validate(call, host)).rejects.toThrow(
      new OcfError(
        6,
        "evmsclone: deactivate_on_stop works with LVM2 only, because EVMS cannot deactivate; set " +
          "deactivate_on_stop=false or backend=lvm.",
      ),
    );
  });
});

describe("validate-all at level 10", () => {
  it("accepts what LVM2 knows, by group, name or any path", async () => {
    const parameters = { volumes: "SAN SAN/nfs1 /dev/SAN/nfs1 /dev/sdb" };
    const { call, host } = scene({ lvm, parameters, variables: deep });
    expect(await validate(call, host)).toBe(0);
  });

  it("names what LVM2 does not know, as this node's lack", async () => {
    const { call, host } = scene({ lvm, parameters: { volumes: "SAN SAN9 SAN/x" }, variables: deep });
    await expect(validate(call, host)).rejects.toThrow(
      new OcfError(5, "LVM2 on host1 does not know SAN9, SAN/x; correct volumes or LVM2's filter there."),
    );
  });

  it("does not ask EVMS about names: it lists only what is active, and before a start that is nothing", async () => {
    const evms = fakeManager({ title: "EVMS", list: async () => ({ kind: "listed", volumes: [] }) });
    const { call, host } = scene({ evms, parameters: { volumes: "san9" }, variables: deep });
    expect(await validate(call, host)).toBe(0);
  });

  it("fails with what is awaited, and with why there is no list", async () => {
    const waiting = fakeManager({ title: "EVMS", waitsFor: () => "evmsd is not running" });
    const first = scene({ evms: waiting, variables: deep });
    await expect(validate(first.call, first.host)).rejects.toThrow(
      new OcfError(1, "evmsd is not running on host1."),
    );
    const failing = fakeManager({
      title: "LVM2",
      list: async () => ({ kind: "failed", reason: "lvm lvs hung" }),
    });
    const second = scene({ lvm: failing, variables: deep });
    await expect(validate(second.call, second.host)).rejects.toThrow(
      new OcfError(1, "lvm lvs hung on host1."),
    );
  });
});

describe("the volume manager", () => {
  const evms = fakeManager({ title: "EVMS", list: async () => listing });
  const neither = "install LVM2 there or set backend to the volume manager that it has.";

  it.each([
    ["EVMS for auto where both are installed", { evms, lvm }, "auto", 0],
    ["LVM2 for auto where EVMS is not installed", { lvm }, "auto", 0],
    ["LVM2 where it is named, also beside EVMS", { evms, lvm }, "lvm", 0],
  ])("is %s", async (_title, managers, backend, code) => {
    const { call, host } = scene({ ...managers, parameters: { backend, volumes: "SAN" }, variables: deep });
    expect(await validate(call, host)).toBe(code);
  });

  it("that is not installed is this node's lack", async () => {
    for (const backend of ["auto", "lvm"]) {
      const { call, host } = scene({ parameters: { backend }, variables: deep });
      await expect(validate(call, host)).rejects.toThrow(
        new OcfError(5, `evmsclone: lvm is not installed on host1; ${neither}`),
      );
    }
  });
});
