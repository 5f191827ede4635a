import { describe, expect, it } from "vitest";
import type { Moment } from "../../support/hand-over/timeline.ts";
import { bring, expectSound, inScene, minutes } from "./soundness.ts";

/** What is done from the end of `xl migrate`, when the guest executes nowhere, until the copy is let go on. */
function whileItStandsStill(timeline: readonly Moment[]) {
  const from = timeline.findIndex(({ what }) => what === "ends xl migrate");
  const to = timeline.findIndex(({ what }) => what === "stage unpause.done");
  const [first, last] = [timeline[from], timeline[to]];
  if (first === undefined || last === undefined || to < from) throw new Error(JSON.stringify(timeline));
  const begun = timeline
    .slice(from, to)
    .flatMap(({ host, what }) => (what.startsWith("begins ") ? [`${host}: ${what.slice(7)}`] : []));
  return { ms: last.atMs - first.atMs, begun };
}

describe("a hand-over on real sanlock", () => {
  it("runs, while the guest stands still, only what moves the lease, and nothing that waits", {
    timeout: 3 * minutes,
  }, async () => {
    await inScene(async (scene) => {
      await bring(scene, expect, "host1");
      // Once back and forth, so that both hosts had the lease: the first time is no exception either.
      for (const [from, to] of [
        ["host1", "host2"],
        ["host2", "host1"],
      ] as const) {
        scene.beginTimeline();
        expect(await scene.run(from, "migrate", to)).toMatchObject({ kind: "done" });
        const { ms, begun } = whileItStandsStill(scene.endTimeline());
        console.log(`From ${from} to ${to}: ${Math.round(ms)} ms, ${begun.length} commands.`);
        const on = (host: string, command: string) =>
          begun.filter((each) => each === `${host}: ${command}`).length;
        // A connection and a start of Node.js, a lease volume that is joined, a command that is not known here.
        expect(
          begun.filter((each) => !/: (?:xl (?:list|unpause)|sanlock (?:direct|client) )/.test(each)),
        ).toEqual([]);
        expect(begun.filter((each) => each.includes("add_lockspace"))).toEqual([]);
        // What is just ending there may confuse a glance at the source, and then it glances again.
        const glances = on(from, "xl list") / 2;
        expect([1, 2, 3]).toContain(glances);
        for (const [host, times] of [
          [from, glances],
          [to, 1],
        ] as const) {
          expect(on(host, "xl list"), host).toBe(2 * times);
          expect(on(host, "sanlock client gets"), host).toBeGreaterThanOrEqual(1);
          expect(on(host, "sanlock client gets"), host).toBeLessThanOrEqual(times);
        }
        // Both looked the claim's place up before anything travelled.
        for (const host of [from, to]) expect(on(host, "sanlock direct lookup"), host).toBe(0);
        expect(on(from, "sanlock client command")).toBe(1);
        expect(on(to, "sanlock client command, for the holder")).toBe(1);
        expect(on(to, "sanlock direct read_leader")).toBe(2);
        expect(on(to, "sanlock client status")).toBe(1);
        expect(on(to, "xl unpause")).toBe(1);
        await expectSound(scene, expect);
      }
    });
  });
});
