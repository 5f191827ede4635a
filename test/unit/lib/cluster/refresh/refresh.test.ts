import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { refreshPicture } from "../../../../../lib/cluster/refresh/refresh.ts";
import { watchersIn } from "../../../../../lib/cluster/refresh/watchers.ts";
import type { CommandResult, RunCommand } from "../../../../../lib/system/command.ts";
import { exited } from "../../storage/scripted-run.ts";

const guest = { name: "nfs1", config: "/etc/xen/nfs1.cfg" };

const primitive = (
  id: string,
  type: string,
  parameters: Readonly<Record<string, string>>,
  provider = "xensan",
) =>
  `<primitive id="${id}" class="ocf" provider="${provider}" type="${type}"><instance_attributes id="${id}-i">` +
  Object.entries(parameters)
    .map(([name, value]) => `<nvpair id="${id}-${name}" name="${name}" value="${value}"/>`)
    .join("") +
  "</instance_attributes></primitive>";
const resources = (...inside: readonly string[]) => `<resources>\n${inside.join("\n")}\n</resources>\n`;
const idsIn = (text: string) => {
  const found = watchersIn(text);
  return found.kind === "found" ? found.of(guest) : found;
};

describe("watchersIn", () => {
  it("finds resources of XenVM and of the stock agent by the guest's name or configuration", () => {
    expect(
      idsIn(
        resources(
          primitive("a", "XenVM", { name: "nfs1" }),
          primitive("b", "XenVM", { config: "/etc/xen/nfs1.cfg" }, "own"),
          primitive("c", "Xen", { xmfile: "/etc/xen/nfs1.cfg" }, "heartbeat"),
          primitive("d", "Xen", { name: "nfs1" }, "heartbeat"),
        ),
      ),
    ).toEqual(["a", "b", "c", "d"]);
  });

  it("leaves all others alone, whatever they are called", () => {
    expect(
      idsIn(
        resources(
          primitive("nfs1", "Dummy", { name: "nfs1" }, "heartbeat"),
          primitive("x", "Xen", { name: "nfs1" }, "own"),
          primitive("web1", "XenVM", { name: "web1", config: "/etc/xen/nfs1.cfg" }),
          primitive("none", "XenVM", {}),
          `<primitive id="m" class="ocf" provider="xensan" type="XenVM"><meta_attributes id="m-m"><nvpair id="n" name="name" value="nfs1"/></meta_attributes></primitive>`,
        ),
      ),
    ).toEqual([]);
  });

  it("reads Heartbeat 2's spelling, groups, clones and templates", () => {
    const heartbeat2 =
      '<group id="g"><primitive id="a" class="ocf" type="Xen" provider="heartbeat"><instance_attributes id="i"><attributes>' +
      '<nvpair id="n" name="xmfile" value="/etc/xen/nfs1.cfg"/></attributes></instance_attributes></primitive></group>';
    const template = '<template id="t" class="ocf" provider="xensan" type="XenVM"/>';
    const byTemplate =
      '<primitive id="b" template="t"><instance_attributes id="j"><nvpair id="o" name="name" value="nfs1"/></instance_attributes></primitive>';
    expect(idsIn(resources(heartbeat2, template, byTemplate))).toEqual(["a", "b"]);
    const whole = readFileSync("test/golden/cib/whole.pacemaker.xml", "utf8");
    const found = watchersIn(whole);
    expect(found.kind === "found" && found.of({ name: "nobody", config: "/x" })).toEqual([]);
  });

  it.each(["", "hello", "<resources>", "<cib/>", '<!DOCTYPE a [<!ENTITY b "c">]><resources>&b;</resources>'])(
    "cannot use %j",
    (text) => {
      expect(watchersIn(text).kind).toBe("unreadable");
    },
  );

  it("gives no id that a tool would take for an option", () => {
    expect(idsIn(resources(primitive("--delete", "XenVM", { name: "nfs1" })))).toEqual([]);
  });
});

describe("refreshPicture", () => {
  const ran = (answers: Readonly<Record<string, CommandResult>>) => {
    const calls: string[] = [];
    const run: RunCommand = async (file, args, { timeoutMs }) => {
      const command = [file, ...args].join(" ");
      calls.push(command);
      expect(timeoutMs).toBeLessThanOrEqual(30_000);
      return answers[command] ?? exited(0, "");
    };
    return { run, calls };
  };
  const cib = exited(
    0,
    resources(primitive("a", "XenVM", { name: "nfs1" }), primitive("b", "XenVM", { name: "web1" })),
  );
  const asked = "cibadmin -Q -o resources";

  it("has Pacemaker refresh what watches the guest, and nothing else", async () => {
    const { run, calls } = ran({ [asked]: cib });
    expect(await refreshPicture(run, "pacemaker", guest, ["host1"])).toEqual({
      refreshed: ["a"],
      problems: [],
    });
    expect(calls).toEqual([asked, "crm_resource --refresh -r a"]);
  });

  it("has Heartbeat 2 clean up on each host where the guest came or went", async () => {
    const { run, calls } = ran({ [asked]: cib });
    await refreshPicture(run, "heartbeat2", guest, ["host1", "host2"]);
    expect(calls).toEqual([asked, "crm_resource -C -r a -H host1", "crm_resource -C -r a -H host2"]);
  });

  it("names what fails, and throws nothing", async () => {
    const failing = ran({ [asked]: cib, "crm_resource --refresh -r a": exited(102, "", "no connection\n") });
    expect(await refreshPicture(failing.run, "pacemaker", guest, ["host1"])).toEqual({
      refreshed: [],
      problems: ["crm_resource --refresh -r a exited with 102: no connection"],
    });
    const missing = ran({ [asked]: { kind: "not-found", file: "cibadmin" } });
    expect(await refreshPicture(missing.run, "pacemaker", guest, ["host1"])).toEqual({
      refreshed: [],
      problems: ["cibadmin is not installed"],
    });
    const strange = ran({ [asked]: exited(0, "hello") });
    expect((await refreshPicture(strange.run, "pacemaker", guest, [])).problems).toHaveLength(1);
  });
});
