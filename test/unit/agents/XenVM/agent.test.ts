import { describe, expect, it } from "vitest";
import { xenVm } from "../../../../agents/XenVM/agent.ts";
import { parseParameters } from "../../../../lib/ocf/parse-parameters.ts";

const parsed = (name: string, text: string) => parseParameters(xenVm, { [`OCF_RESKEY_${name}`]: text });

describe("XenVM's parameters", () => {
  it("have defaults under which the cluster may do nothing but look", () => {
    expect(parseParameters(xenVm, {})).toEqual({
      ok: true,
      values: {
        config: undefined,
        xmfile: undefined,
        name: undefined,
        policy: "manual",
        toolstack: "auto",
        shutdownTimeoutSeconds: undefined,
        shutdownAcpi: true,
        monitorScripts: [],
        reservedDom0MemoryMiB: 0,
        migrationAddress: [],
        stockReservedDom0Memory: undefined,
        allowMemManagement: false,
        nodeIpAttribute: undefined,
        autosetUtilizationCpu: false,
        autosetUtilizationMemory: false,
      },
    });
  });

  it.each([
    ["name", "nfs1"],
    ["config", "/etc/xen/nfs1.cfg"],
    ["xmfile", "/etc/xen/vm/xen-f"],
    ["policy", "cluster"],
    ["toolstack", "xm"],
    ["shutdown_timeout", "0"],
    ["shutdown_timeout", "120s"],
    ["shutdown_acpi", "1"],
    ["monitor_scripts", "/opt/nfs /opt/web.sh"],
    ["reserved_dom0_memory", "512"],
    ["migration_address", "host1=10.9.0.1 host2=fe80::1,host3=host3.san"],
    ["reserved_Dom0_memory", "512"],
    ["allow_mem_management", "true"],
    ["node_ip_attribute", "anything at all"],
  ])("accept %s=%s", (name, text) => {
    expect(parsed(name, text)).toMatchObject({ ok: true });
  });

  it.each([
    ["name", "Domain-0"],
    ["name", "nfs1; reboot"],
    ["name", "-h"],
    ["name", "nfs1--incoming"],
    ["config", "etc/xen/nfs1"],
    ["config", "/etc/xen/a=b"],
    ["config", "/etc/xen/$(reboot)"],
    ["policy", "auto"],
    ["toolstack", "virsh"],
    ["shutdown_timeout", "-1"],
    ["shutdown_timeout", "2m"],
    ["shutdown_timeout", "86401"],
    ["monitor_scripts", "check.sh"],
    ["monitor_scripts", "/opt/nfs -x"],
    ["reserved_dom0_memory", "1.5"],
    ["reserved_dom0_memory", "512M"],
    ["migration_address", "host1"],
    ["migration_address", "host1=-oProxyCommand=reboot"],
    ["migration_address", "host1=a;b"],
  ])("refuse %s=%s", (name, text) => {
    expect(parsed(name, text)).toMatchObject({ ok: false });
  });
});
