import { describe, expect, it } from "vitest";
import { patient } from "../pacemaker/use-cluster.ts";
import { together } from "./strike.ts";
import { useGuestLab } from "./use-guest-lab.ts";

describe("hosts that do not see each other any more", patient, () => {
  const lab = useGuestLab();
  const on = (host: string, ...words: readonly string[]) =>
    lab()
      .host(host)
      .xensan(...words);

  it("start no second copy of a guest that runs, whatever a person confirms", async () => {
    expect(await on("host1", "start", "nfs1")).toMatchObject({ exitCode: 0 });
    await lab().host("host1").cut();
    await lab().settled(["host2"]);
    expect(await on("host2", "start", "nfs1")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^xensan: nfs1 was not started on host2: host1 has its lease: /m),
    });
    // The cluster has lost host1, but it writes to the lease volume.
    expect(await on("host2", "start", "nfs1", "--confirm-dead", "host1")).toMatchObject({ exitCode: 1 });
    await on("host2", "repair", "nfs1", "--confirm-dead", "host1");
    expect(await on("host2", "lease", "break", "nfs1")).not.toMatchObject({ exitCode: 0 });
    // Each side shows what it knows.
    expect((await on("host1", "domains")).stdout).toMatch(/^nfs1 +host1 /m);
    expect((await on("host2", "domains")).stdout).toMatch(/^nfs1 .*unknown/m);
    const places = await lab().whereabouts("nfs1");
    expect(places).toHaveLength(1);
    await lab().host("host1").heal();
    await together(lab());
    expect((await lab().records("nfs1")).stays.map(({ host }) => host)).toEqual(["host1"]);
  });
});
