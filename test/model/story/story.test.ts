import { describe, expect, test } from "vitest";
import { tellStory } from "./story.ts";

describe("a story", () => {
  test("of nothing but the way back is told in numbered sentences, with the world at its end", () => {
    expect(tellStory({ leased: true, setting: 0, events: [] })).toBe(`With leases.
  1 host1: runs nfs1 as domain 1
  2 healing: everything is mended
  3 host1: an administrator types: repair nfs1
  4 host1: repair nfs1 ends, done: nfs1 is on host1 as domain 1 (running).
  5 host2: an administrator types: repair nfs1
  6 host2: repair nfs1 releases the lease: released
  7 host2: repair nfs1 ends, done: nfs1 does not run on host2; nothing is left to repair.
  8 host3: an administrator types: repair nfs1
  9 host3: repair nfs1 releases the lease: released
 10 host3: repair nfs1 ends, done: nfs1 does not run on host3; nothing is left to repair.
 11 host1: an administrator types: stop nfs1
 12 host1: stop nfs1 opens its stop
 13 host1: stop nfs1 looks: running
 14 host1: nfs1, domain 1 is asked to shut down
 15 host1: nfs1, domain 1, is gone
 16 host1: stop nfs1 releases the lease: released
 17 host1: stop nfs1 closes its stop
 18 host1: stop nfs1 ends, done: nfs1 is stopped on host1.

host   guest  domains  open  lease
host1  nfs1   none
host2  nfs1   none
host3  nfs1   none

Every invariant held.
`);
  });

  test("says the same each time", () => {
    const schedule = { leased: false, setting: 5, events: [70, 2 ** 20, 2 ** 30 + 3, 99, 7, 2 ** 33] };
    expect(tellStory(schedule)).toBe(tellStory(schedule));
  });
});
