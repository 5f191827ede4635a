import { beforeAll, describe, expect, it } from "vitest";
import { furnishXendomains, xendomainsStop } from "../../support/guests/xendomains.ts";
import { patient } from "../pacemaker/use-cluster.ts";
import { hostOf } from "./sound.ts";
import { useGuestLab } from "./use-guest-lab.ts";
import { movedOn } from "./wrote-on.ts";

const guests = ["nfs1", "web1"];

describe(
  "a host that goes down by Debian's own xendomains, with disks behind Xen's own block script",
  patient,
  () => {
    const lab = useGuestLab({ guests });
    const host = (name: string) => lab().host(name);
    const places = async () =>
      (await Promise.all(guests.map((guest) => lab().whereabouts(guest)))).flat().map(hostOf);

    beforeAll(async () => {
      for (const each of lab().hosts) {
        await furnishXendomains(each, guests, "{ deadlineSeconds: 120, shutdownSeconds: 20 }");
      }
    });

    it("moves every guest to the other host, live, with one writer at every moment", async () => {
      for (const guest of guests)
        expect(await host("host1").xensan("start", guest)).toMatchObject({ exitCode: 0 });
      const stop = await xendomainsStop(host("host1"));
      expect(stop, stop.stdout).toMatchObject({ exitCode: 0 });
      expect(stop.stdout).toContain("host1 is empty: 2 moved.");
      expect(stop.stdout).not.toContain("Shutting down Xen domain");
      expect(await places()).toEqual(["host2", "host2"]);
      for (const guest of guests) {
        await movedOn(lab(), guest, ["host1", "host2"]);
      }
    });

    it("a raw xl create is refused with our sentence where another host has the lease", async () => {
      const raw = await host("host1").xl("create", "/etc/xen/nfs1.cfg");
      expect(raw.exitCode).toBe(3);
      expect(raw.stderr).toContain(
        "script: xensan: /dev/evms/san2/nfs1 is not opened for nfs1 on host1: host2 has its lease: use xensan start nfs1.",
      );
    });

    it("a raw xl migrate is refused on its destination, and the guest runs on without a gap", async () => {
      const raw = await host("host2").xl("migrate", "nfs1", "host1");
      expect(raw.exitCode).toBe(1);
      expect(raw.stderr).toContain(
        "no migration of nfs1 to host1 is on record: use xensan migrate nfs1 host1",
      );
      expect(await places()).toEqual(["host2", "host2"]);
      const { stays } = await lab().records("nfs1");
      expect(stays).toHaveLength(2);
    });

    it("says in seconds that the other host's ssh key is missing, and shuts the guests down cleanly", async () => {
      const known = "/root/.ssh/known_hosts";
      await host("host2").run("cp", [known, "/run/known_hosts"]);
      await host("host2").run("sh", ["-c", `: >${known}`]);
      const stop = await xendomainsStop(host("host2"));
      await host("host2").run("cp", ["/run/known_hosts", known]);
      expect(stop.stdout).toMatch(/host1.*(?:key|verification)/i);
      expect(stop.seconds).toBeLessThan(60);
      expect(await places()).toEqual([]);
    });
  },
);
