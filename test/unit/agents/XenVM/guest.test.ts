import { describe, expect, it } from "vitest";
import { act, here } from "./scene.ts";

const config = "/etc/xen/nfs1.cfg";
const monitor = { action: "monitor", looks: [here("running")] } as const;

describe("Which guest a resource means", () => {
  it("is what name says, and then no file is read", async () => {
    expect(await act({ ...monitor, parameters: { name: "nfs1", config } })).toMatchObject({ code: 0 });
  });

  it("is what its configuration says", async () => {
    for (const key of ["config", "xmfile"]) {
      expect(
        await act({ ...monitor, parameters: { [key]: config }, configs: { [config]: "name='nfs1'" } }),
      ).toMatchObject({ code: 0 });
    }
  });

  it("is what the cluster file calls the guest of that configuration, where the configuration cannot be used", async () => {
    const listed = { web1: "/etc/xen/web1.cfg", nfs1: config };
    expect(await act({ ...monitor, parameters: { config }, listed })).toMatchObject({ code: 0 });
    expect(
      await act({ ...monitor, parameters: { config }, configs: { [config]: "name = f()" }, listed }),
    ).toMatchObject({ code: 0 });
  });

  it.each([
    [{}, {}, "neither name nor config is set: set name"],
    [{ config }, {}, "/etc/xen/nfs1.cfg is not there, and name is not set: set name"],
    [
      { config },
      { [config]: "name = f()" },
      "/etc/xen/nfs1.cfg:1:8: expected a string, a number or a list in [ ], found the word f, and nothing is evaluated, and name is not set: set name",
    ],
    [{ config }, { [config]: "memory = 1" }, "/etc/xen/nfs1.cfg gives its guest no name: write one there"],
    [
      { config },
      { [config]: 'name = "7"' },
      '/etc/xen/nfs1.cfg: "7" cannot be a guest\'s name: xl and xm take a number for the id of a domain; add a letter',
    ],
  ])("is never guessed: %j %j", async (parameters, configs, why) => {
    // The resource is called as a guest that runs here, as ocf:heartbeat:Xen would have it.
    const variables = { OCF_RESOURCE_INSTANCE: "nfs1" };
    for (const listed of ["there is no cluster file", {}]) {
      expect(await act({ ...monitor, variables, parameters, configs, listed })).toMatchObject({
        code: 1,
        reason: `which guest nfs1 means is not known on host1: ${why}.`,
      });
    }
  });
});
