import { join } from "node:path";
import { handedListVariable } from "../../agents/XenVM/handed-list.ts";
import type { Setting } from "./setting.ts";

/** One way to run a program, whose cost is measured. */
export type Call = {
  /** E.g. "XenVM monitor". */
  readonly name: string;
  readonly whose: "ours" | "stock" | "base";
  readonly file: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** What it must exit with: a program that fails early would look cheap. */
  readonly code: number;
};

const ours = "dist/root/usr/lib/ocf/resource.d/xensan";
const stock = "/usr/lib/ocf/resource.d/heartbeat";

/** What the cluster manager calls, in the agents of both kinds, on the same setting. */
export function agentCalls({ folder, tools }: Setting): readonly Call[] {
  const config = join(folder, "nfs1.cfg");
  const common = {
    PATH: `${tools}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    OCF_ROOT: "/usr/lib/ocf",
    OCF_RESKEY_CRM_meta_timeout: "60000",
    HA_LOGFILE: "/dev/null",
  };
  const guest = { ...common, OCF_RESOURCE_INSTANCE: "nfs1", OCF_RESKEY_name: "nfs1" };
  const recurring = { OCF_RESKEY_CRM_meta_interval: "10000" };
  const absent = { OCF_RESKEY_name: "nfs99" };
  const volumes = {
    ...common,
    OCF_RESOURCE_INSTANCE: "evmsclone",
    OCF_RESKEY_ignore_deprecation: "true",
    HA_RSCTMP: join(folder, "started"),
  };
  const none = { HA_RSCTMP: join(folder, "stopped") };
  const pair = (
    name: string,
    [our, their]: readonly [number, number],
    variables: Readonly<Record<string, string>>,
  ): readonly Call[] => {
    const [agent = "", action = ""] = name.split(" ");
    const args = [action === "probe" ? "monitor" : action];
    const mine = agent === "XenVM" ? { OCF_RESKEY_config: config } : {};
    const theirs = agent === "XenVM" ? { OCF_RESKEY_xmfile: config } : {};
    const file = agent === "XenVM" ? "Xen" : agent;
    return [
      {
        name,
        whose: "ours",
        file: `${ours}/${agent}`,
        args,
        variables: { ...mine, ...variables },
        code: our,
      },
      {
        name,
        whose: "stock",
        file: `${stock}/${file}`,
        args,
        variables: { ...theirs, ...variables },
        code: their,
      },
    ];
  };
  return [
    ...pair("XenVM monitor", [0, 0], { ...guest, ...recurring }),
    ...pair("XenVM probe", [7, 7], { ...guest, ...absent }),
    ...pair("XenVM meta-data", [0, 0], guest),
    ...pair("XenVM validate-all", [0, 0], guest),
    ...pair("XenVM start", [6, 5], {
      ...guest,
      ...absent,
      OCF_RESKEY_config: "",
      OCF_RESKEY_xmfile: "/no/such.cfg",
    }),
    ...pair("EvmsSCC monitor", [0, 7], { ...volumes, ...recurring }),
    ...pair("EvmsSCC probe", [7, 7], { ...volumes, ...none }),
    ...pair("EvmsSCC meta-data", [0, 0], volumes),
    // The stock agent has none: it prints its usage.
    ...pair("EvmsSCC validate-all", [0, 3], volumes),
    // The stock one refuses nothing: it says that it is not on the list of who starts, and succeeds.
    ...pair("EvmsSCC start", [6, 0], {
      ...volumes,
      OCF_RESKEY_deactivate_on_stop: "true",
      OCF_RESKEY_backend: "evms",
    }),
  ];
}

/** What there is to compare with: the least that a program costs. */
export function baseCalls({ tools }: Setting): readonly Call[] {
  const variables = { PATH: `${tools}:/usr/sbin:/usr/bin:/sbin:/bin` };
  const base = (name: string, file: string, args: readonly string[]): Call => ({
    ...{ name, whose: "base", file, args, variables },
    code: 0,
  });
  return [
    base("/bin/true", "/bin/true", []),
    base("sh, nothing to do", "/bin/sh", ["-c", ":"]),
    base("xl, the stand-in", join(tools, "xl"), ["list", "-v"]),
  ];
}

/** As the shell part of XenVM becomes Node.js: with xl's answer. */
const handOver = `read -r up rest </proc/uptime; ${handedListVariable}="$$ $up $LIST." && export ${handedListVariable} && unset LIST && exec "$@"`;

/** The same monitors by Node.js, as it takes over from an agent's shell part. */
export function nodeCalls(setting: Setting, node: string, title: string): readonly Call[] {
  const byNode = agentCalls(setting)
    .filter(({ name, whose }) => whose === "ours" && /monitor$/.test(name))
    .map(({ name, file, args, variables, ...rest }) => ({
      ...{ ...rest, name: `${name} by Node.js ${title}` },
      ...(name.startsWith("XenVM")
        ? { file: "/bin/sh", args: ["-c", handOver, "sh", node, file, ...args] }
        : { file: node, args: [file, ...args] }),
      variables: { ...variables, LIST: setting.list },
    }));
  const variables = { PATH: `${setting.tools}:/usr/sbin:/usr/bin:/sbin:/bin` };
  const script = (what: string, file: string): Call => ({
    ...{ name: `Node.js ${title}, ${what}`, whose: "base", file: node, args: [join(setting.folder, file)] },
    ...{ variables, code: 0 },
  });
  return [script("nothing to do", "empty.cjs"), script("asks xl once", "ask.cjs"), ...byNode];
}
