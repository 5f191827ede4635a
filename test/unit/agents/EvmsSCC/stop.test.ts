import { describe, expect, it } from "vitest";
import { stop } from "../../../../agents/EvmsSCC/stop.ts";
import { OcfError } from "../../../../lib/ocf/ocf-error.ts";
import type { Outcome } from "../../../../lib/storage/volume-manager.ts";
import { fakeManager, movedClock, scene } from "./scene.ts";

const paths = ["/dev/SAN/nfs1", "/dev/SAN/vm2"];
const deactivating = { backend: "lvm", deactivate_on_stop: "true" };

/** LVM2 whose nth deactivation ends as the test says. */
function lvm(deactivations: (nth: number, timeoutMs: number) => Outcome = () => ({ kind: "done" })) {
  const asked: string[] = [];
  const manager = fakeManager({
    title: "LVM2",
    deactivate: async (path, timeoutMs) => deactivations(asked.push(path), timeoutMs),
  });
  return { manager, asked };
}

describe("stop", () => {
  it.each([{}, { backend: "lvm" }, { deactivate_on_stop: "false" }])(
    "takes no volume away and asks no tool with %j",
    async (parameters) => {
      const { manager, asked } = lvm();
      const { call, host, record, lines } = scene({ lvm: manager, parameters, startedWith: paths });
      expect(await stop(call, host)).toBe(0);
      expect({ asked, paths: record.paths(), lines }).toEqual({ asked: [], paths: undefined, lines: [] });
    },
  );

  it("deactivates what the last start activated, where it is asked to, one after the other", async () => {
    const { manager, asked } = lvm();
    const { call, host, record, lines } = scene({
      lvm: manager,
      parameters: deactivating,
      startedWith: paths,
    });
    expect(await stop(call, host)).toBe(0);
    expect({ asked, paths: record.paths(), lines }).toEqual({ asked: paths, paths: undefined, lines: [] });
  });

  it("deactivates nothing where nothing was started", async () => {
    const { manager, asked } = lvm();
    const { call, host } = scene({ lvm: manager, parameters: deactivating });
    expect(await stop(call, host)).toBe(0);
    expect(asked).toEqual([]);
  });

  it("succeeds where a volume is open, and goes on with the next", async () => {
    const { manager, asked } = lvm((nth) =>
      nth === 1 ? { kind: "failed", reason: "lvm lvchange exited with 5: in use" } : { kind: "done" },
    );
    const { call, host, record, lines } = scene({
      lvm: manager,
      parameters: deactivating,
      startedWith: paths,
    });
    expect(await stop(call, host)).toBe(0);
    expect(asked).toEqual(paths);
    expect(lines).toEqual(["warning: /dev/SAN/nfs1 stays active: lvm lvchange exited with 5: in use."]);
    expect(record.paths()).toBeUndefined();
  });

  it("leaves a tool that hangs no more than 10 s for a volume, and none after the deadline", async () => {
    const clock = movedClock();
    const caps: number[] = [];
    const { manager } = lvm((_nth, timeoutMs) => {
      caps.push(timeoutMs);
      clock.pass(timeoutMs);
      return { kind: "failed", reason: "it hung" };
    });
    const { call, host, lines } = scene({
      lvm: manager,
      parameters: deactivating,
      startedWith: ["/dev/a", "/dev/b", "/dev/c", "/dev/d", "/dev/e"],
      clock,
      withinMs: 25_000,
    });
    expect(await stop(call, host)).toBe(0);
    expect(caps).toEqual([10_000, 10_000, 5_000]);
    expect(lines.at(-1)).toBe("warning: 2 volumes stay active: no time was left to deactivate them.");
  });

  it("succeeds where LVM2 is not installed", async () => {
    const { call, host, record, lines } = scene({ parameters: deactivating, startedWith: paths });
    expect(await stop(call, host)).toBe(0);
    expect(lines).toEqual([
      "warning: the volumes stay active: evmsclone: lvm is not installed on host1; install LVM2 there or set backend " +
        "to the volume manager that it has.",
    ]);
    expect(record.paths()).toBeUndefined();
  });

  it("succeeds where auto finds EVMS, which cannot deactivate", async () => {
    const { call, host, lines } = scene({
      evms: fakeManager({ title: "EVMS" }),
      parameters: { deactivate_on_stop: "true" },
      startedWith: paths,
    });
    expect(await stop(call, host)).toBe(0);
    expect(lines).toEqual(["info: the volumes stay active: EVMS cannot deactivate."]);
  });

  it("succeeds with parameters that contradict each other or cannot be read, and touches no volume", async () => {
    for (const [parameters, said] of [
      [
        { backend: "evms", deactivate_on_stop: "true" },
        "the volumes stay active: evmsclone: deactivate_on_stop works",
      ],
      [
        { deactivate_on_stop: "maybe" },
        'no volume is deactivated, because deactivate_on_stop is "maybe", but',
      ],
    ] as const) {
      const { call, host, record, lines } = scene({ parameters, startedWith: paths });
      expect(await stop(call, host)).toBe(0);
      expect(lines).toEqual([expect.stringContaining(`warning: ${said}`)]);
      expect(record.paths()).toBeUndefined();
    }
  });

  it("removes a record that it cannot read", async () => {
    let removed = false;
    const recordFile = {
      read: () => {
        throw new Error("EIO");
      },
      remove: () => {
        removed = true;
      },
    };
    const { call, host } = scene({ parameters: deactivating, recordFile });
    expect(await stop(call, host)).toBe(0);
    expect(removed).toBe(true);
  });

  it("fails where the record stays, because a monitor would go on saying that it runs", async () => {
    const remove = () => {
      throw new Error("EROFS: read-only file system, rm '/run/x'");
    };
    const { call, host } = scene({ recordFile: { remove } });
    await expect(stop(call, host)).rejects.toThrow(
      new OcfError(
        1,
        "cannot record that evmsclone is stopped on host1: EROFS: read-only file system, rm '/run/x'. Remove its " +
          "record by hand, then run: crm_resource --cleanup -r evmsclone",
      ),
    );
  });

  it("rejects with the signal's reason and keeps its record when it is told to end", async () => {
    const stopping = new AbortController();
    const reason = new OcfError(1, "stop was ended by SIGTERM before it was done.");
    const { manager } = lvm(() => {
      stopping.abort(reason);
      throw reason;
    });
    const { call, host, record } = scene({
      lvm: manager,
      parameters: deactivating,
      startedWith: paths,
      signal: stopping.signal,
    });
    await expect(stop(call, host)).rejects.toBe(reason);
    expect(record.paths()).toEqual(paths);
  });
});
