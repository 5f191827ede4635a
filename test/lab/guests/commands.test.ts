import { describe, expect, it } from "vitest";
import { writeFile } from "../../support/guests/guest-file.ts";
import { patient } from "../pacemaker/use-cluster.ts";
import { shownAsTheyAre } from "./sound.ts";
import { useGuestLab } from "./use-guest-lab.ts";
import { movedOn } from "./wrote-on.ts";

describe("the commands of an administrator, between two real hosts", patient, () => {
  const lab = useGuestLab({ guests: ["nfs1", "vm1"] });
  const on = (host: string, ...words: readonly string[]) =>
    lab()
      .host(host)
      .xensan(...words);

  it("start a guest, refuse a second one, and crm_mon shows it at once", async () => {
    expect(await on("host1", "start", "nfs1", "--dry-run")).toMatchObject({ exitCode: 0 });
    expect(await lab().whereabouts("nfs1")).toEqual([]);
    expect(await on("host1", "start", "nfs1")).toMatchObject({
      exitCode: 0,
      stdout: "nfs1 runs on host1.\n",
    });
    await shownAsTheyAre(lab());
    expect(await on("host2", "start", "nfs1")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(
        /^xensan: nfs1 was not started on host2: it is on host1 already, as domain 1 \(/m,
      ),
    });
    expect(await on("host1", "start", "nfs1")).toMatchObject({ exitCode: 1 });
  });

  it("show where everything is", async () => {
    const { exitCode, stdout } = await on("host2", "domains");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^nfs1 +host1 +.* host1 /m);
    expect(stdout).toMatch(/^vm1 +.*stopped/m);
    expect(JSON.parse((await on("host2", "domains", "--json")).stdout)).toMatchObject({
      asked: "host2",
      hosts: [
        { host: "host1", memory: { kind: "known" } },
        { host: "host2", memory: { kind: "known" } },
      ],
      guests: expect.arrayContaining([expect.objectContaining({ guest: "nfs1", verdict: "runs" })]),
    });
    expect((await on("host2", "lease", "show")).stdout).toMatch(/nfs1 .*host1/);
    expect((await on("host1", "report", "nfs1")).stdout).toMatch(/^nfs1 .* \(domain 1\) /m);
  });

  it("move a guest live while it writes a file, lose nothing of it, and say how long it stood still", async () => {
    const file = await writeFile(lab().host("host1"), "nfs1", 80);
    const moved = await on("host1", "migrate", "nfs1", "host2");
    expect(moved).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^nfs1 runs on host2\. It stood still for at most \d+\.\d s, the last \d+\.\d\d s for its lease\.\n$/,
      ),
    });
    await lab().until("the file is there", async () => {
      const found = await file.foundBy(lab().host("host2"));
      return found === file.wanted || found;
    });
    await shownAsTheyAre(lab());
    await movedOn(lab(), "nfs1", ["host1", "host2"]);
    expect(await on("host1", "migrate", "nfs1", "host2")).toMatchObject({ exitCode: 1 });
    expect(await on("host1", "stop", "nfs1")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("run xensan stop nfs1 there"),
    });
  });

  it("refuse a destination that is cut off, and the guest goes on", async () => {
    await lab().host("host1").cut();
    try {
      expect(await on("host2", "migrate", "nfs1", "host1")).toMatchObject({
        exitCode: 1,
        stderr: expect.stringMatching(/^xensan: nfs1 was not moved from host2 to host1: /m),
      });
      const { exitCode, stdout, stderr } = await on("host2", "domains");
      expect(exitCode).toBe(1);
      expect(stdout + stderr).toMatch(/host1/);
      // Nobody knows whether host1 runs it.
      expect(stdout).toMatch(/^vm1 +.*unknown/m);
    } finally {
      await lab().host("host1").heal();
    }
    await lab().settled();
    expect(await on("host2", "repair")).toMatchObject({ exitCode: 0 });
    expect(await on("host1", "repair")).toMatchObject({ exitCode: 0 });
  });

  it("tell the second administrator who is at it", async () => {
    const [first, second] = await Promise.all([
      on("host2", "migrate", "nfs1", "host1"),
      new Promise<Awaited<ReturnType<typeof on>>>((resolve) => {
        setTimeout(() => resolve(on("host2", "stop", "nfs1")), 3_000);
      }),
    ]);
    expect(first).toMatchObject({ exitCode: 0 });
    expect(second).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(
        /a migration is under way with nfs1 on host2 \(process \d+ of root, since /,
      ),
    });
  });

  it("stop a guest, and its lease is free", async () => {
    expect(await on("host1", "stop", "nfs1")).toMatchObject({
      exitCode: 0,
      stdout: "nfs1 is stopped on host1.\n",
    });
    expect(await lab().whereabouts("nfs1")).toEqual([]);
    await shownAsTheyAre(lab());
    // From the other host, which takes the free lease.
    expect(await on("host2", "start", "nfs1")).toMatchObject({ exitCode: 0 });
    expect(await on("host2", "stop", "nfs1", "--force")).toMatchObject({ exitCode: 0 });
  });
});
