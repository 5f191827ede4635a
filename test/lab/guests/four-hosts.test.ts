import { beforeAll, describe, expect, it } from "vitest";
import { watchArrivals } from "../../support/guests/arrivals.ts";
import { startAll } from "../../support/guests/start-all.ts";
import { furnishXendomains, xendomainsStop } from "../../support/guests/xendomains.ts";
import { patient } from "../pacemaker/use-cluster.ts";
import { hostOf } from "./sound.ts";
import { useGuestLab } from "./use-guest-lab.ts";
import { movedOn } from "./wrote-on.ts";

/** MiB. */
const sizes = { nfs1: 768, vm1: 512, vm2: 512, vm3: 256, vm4: 256 };
const guests = Object.keys(sizes);
const peers = ["host2", "host3", "host4"];

describe("Debian's xendomains empties one of four hosts that all have leases", patient, () => {
  const lab = useGuestLab({ hosts: 4, guests, memoryMebibytes: sizes, pins: { vm4: ["host1", "host3"] } });
  const host = (name: string) => lab().host(name);
  const placeOf = async (guest: string) => (await lab().whereabouts(guest)).map(hostOf).join();

  beforeAll(async () => {
    const evacuation = "{ concurrency: 1, deadlineSeconds: 120, shutdownSeconds: 20 }";
    await Promise.all(lab().hosts.map((each) => furnishXendomains(each, guests, evacuation)));
    await startAll(host("host1"), guests);
  });

  it("spreads its guests evenly, one at a time to each host, and each keeps its one writer", async () => {
    const arrivals = peers.map((name) => watchArrivals(host(name)));
    const stop = await xendomainsStop(host("host1"));
    const most = await Promise.all(arrivals.map((each) => each.most()));
    expect(stop, stop.stdout).toMatchObject({ exitCode: 0 });
    expect(stop.stdout).toContain(`host1 is empty: ${guests.length} moved.`);
    expect(stop.stdout).not.toContain("Shutting down Xen domain");
    expect(most, "guests on their way to a host at a time").toEqual([1, 1, 1]);
    const loads = new Map(peers.map((name) => [name, 0]));
    for (const [guest, mebibytes] of Object.entries(sizes)) {
      const place = await placeOf(guest);
      loads.set(place, (loads.get(place) ?? 0) + mebibytes);
      await movedOn(lab(), guest, ["host1", place]);
    }
    expect(await placeOf("vm4")).toBe("host3");
    expect(Object.fromEntries(loads)).toEqual({ host2: 768, host3: 768, host4: 768 });
  });

  it("sends nobody to a host in maintenance, though it has most room, nor where a guest is pinned away from", async () => {
    expect(await host("host1").xensan("maintenance", "on")).toMatchObject({ exitCode: 0 });
    const others = await Promise.all(guests.map(async (guest) => [guest, await placeOf(guest)] as const));
    const here = others.filter(([, place]) => place === "host3").map(([guest]) => guest);
    const stop = await xendomainsStop(host("host3"));
    expect(stop, stop.stdout).toMatchObject({ exitCode: 0 });
    expect(stop.stdout).toContain(`host3 is empty: ${here.length - 1} moved, 1 shut down.`);
    expect(stop.stdout).toContain(
      "vm4 cannot be moved: it is pinned to host1 and host3; host1 is in maintenance.",
    );
    expect(here).toContain("vm4");
    for (const guest of here) {
      expect(await placeOf(guest)).toMatch(guest === "vm4" ? /^$/ : /^host[24]$/);
    }
    expect(await host("host1").domains()).toEqual([]);
  });
});
