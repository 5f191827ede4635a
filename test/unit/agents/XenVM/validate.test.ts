import { describe, expect, it } from "vitest";
import { act, exited } from "./scene.ts";

const config = "/etc/xen/nfs1.cfg";
const configs = { [config]: 'name = "nfs1"\ndisk = [ "phy:/dev/san2/nfs1,xvda,w" ]\n' };
const given = { action: "validate-all", parameters: { name: "nfs1", config }, configs } as const;
const deep = { ...given, variables: { OCF_CHECK_LEVEL: "10" }, listed: { nfs1: config } };

describe("XenVM's validate-all", () => {
  it("looks at the parameters only, and asks nothing of the node", async () => {
    expect(await act({ ...given, toolstack: "missing", configs: {} })).toMatchObject({ code: 0, asked: [] });
  });

  it("says 6 for a resource that means no guest", async () => {
    expect(await act({ ...given, parameters: {} })).toMatchObject({
      code: 6,
      reason: "guest: neither name nor config is set, so it means no guest; set name.",
    });
  });

  it("says 6 for what a parameter does not accept, all at once", async () => {
    const parameters = { name: "a b", policy: "auto", monitor_scripts: "nfs", shutdown_timeout: "2m" };
    expect(await act({ ...given, parameters })).toMatchObject({
      code: 6,
      reason:
        'guest: name is "a b", but it accepts a guest\'s name: at most 17 letters, digits and _ + . -, not only digits, such as nfs1; ' +
        'policy is "auto", but it accepts manual or cluster; ' +
        'shutdown_timeout is "2m", but it accepts whole seconds from 0 to 86400, such as 90 or 90s; ' +
        'monitor_scripts is "nfs", but it accepts absolute paths of programs, separated by blanks.',
    });
  });

  it("finds all well at level 10", async () => {
    expect(await act(deep)).toMatchObject({ code: 0, log: [] });
  });

  it.each([
    [
      { toolstack: "missing" as const },
      5,
      "neither xl nor xm is installed on host1, so nothing can be said of guests there; install Xen's tools.",
    ],
    [
      { configs: {} },
      5,
      "/etc/xen/nfs1.cfg is not on host1, so nfs1 cannot be started there; copy it from another node.",
    ],
    [
      { configs: { [config]: 'name = "web1"' } },
      6,
      "/etc/xen/nfs1.cfg is the configuration of web1, and the resource is for nfs1; correct name or config.",
    ],
    [
      { configs: { [config]: 'name = "nfs1"\ndisk = "a"' } },
      5,
      "/etc/xen/nfs1.cfg:2:8: expected disk = [ ], a list, found a single value.",
    ],
    [
      { listed: "/etc/xensan/cluster.yaml does not exist" },
      5,
      "nfs1 cannot be guarded on host1: /etc/xensan/cluster.yaml does not exist.",
    ],
    [{ listed: {} }, 5, "the cluster file on host1 does not list nfs1; add it there on every host."],
    [
      { listed: { nfs1: "/etc/xen/b.cfg" } },
      6,
      "nfs1 has the configuration /etc/xen/nfs1.cfg in the resource and /etc/xen/b.cfg in the cluster file; make them equal.",
    ],
    [
      { parameters: { config: "/gone" }, listed: {} },
      5,
      "guest on host1: /gone is not there, and name is not set: set name.",
    ],
    [
      {
        parameters: { name: "nfs1", config, monitor_scripts: "/opt/a /opt/b" },
        scripts: { "/opt/a": { result: exited(0) } },
      },
      5,
      "/opt/b cannot be run on host1; install it there or correct monitor_scripts.",
    ],
  ])("says at level 10 what is wrong: %j", async (change, code, reason) => {
    expect(await act({ ...deep, ...change })).toMatchObject({ code, reason });
  });
});
