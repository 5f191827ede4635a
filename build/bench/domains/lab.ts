import { heading } from "../../../agents/XenVM/ordinary.ts";
import { encodeOverviewQuestion } from "../../../lib/guard/wire/overview-exchange.ts";
import { type SshHost, startSshLab } from "../../../test/support/ssh/hosts.ts";

/** What `xensan domains` takes, which asks every host at once over ssh, on hosts that all share this machine's processors. */
export type DomainsResult = {
  readonly processors: number;
  readonly rows: readonly {
    readonly hosts: number;
    /** The middle of several runs. */
    readonly wallMs: number;
    /** Of what the asking host does itself, with its ssh clients. */
    readonly askingCpuMs: number;
    /** Of one host's answer alone, without ssh. */
    readonly answerCpuMs: number;
  }[];
};

/** A real sshd on each host; what xl prints is written down. */
export async function timeDomains(
  counts: readonly number[],
  processors: number,
  say: (what: string) => void,
): Promise<DomainsResult> {
  const rows = [];
  for (const hosts of counts) {
    say(`booting ${hosts} hosts.`);
    const lab = await startSshLab({ count: hosts });
    try {
      await Promise.all(lab.hosts.map(giveDomains));
      const [host1, host2] = lab.hosts;
      const asking = await timed(host1, "xensan domains");
      const question = encodeOverviewQuestion({
        ...{ id: "bench", from: host1.name, to: host2.name, lease: "none" },
        hosts: lab.hosts.map(({ name }) => name),
      });
      await given(host2, "/run/question", question);
      const answering = await timed(host2, "/usr/lib/xensan/peer report </run/question");
      rows.push({ hosts, wallMs: asking.wallMs, askingCpuMs: asking.cpuMs, answerCpuMs: answering.cpuMs });
    } finally {
      lab.end();
    }
  }
  return { processors, rows };
}

/** By what bash's `time` says, in milliseconds: the middle of seven runs after a first one. */
async function timed(
  host: SshHost,
  command: string,
): Promise<{ readonly wallMs: number; readonly cpuMs: number }> {
  const script = `TIMEFORMAT='%R %U %S'; ${command} >/dev/null 2>&1 || exit 1
    for each in 1 2 3 4 5 6 7; do time ${command} >/dev/null 2>&1; done`;
  const { exitCode, stderr } = await host.run("bash", ["-c", script], { timeoutMs: 120_000 });
  const lines = stderr.trim().split("\n");
  if (exitCode !== 0 || lines.length !== 7) throw new Error(`${command} on ${host.name}: ${stderr}`);
  const runs = lines.map((line) => {
    const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = line.split(" ").map(Number);
    return { wall, cpu: user + system };
  });
  return {
    wallMs: middle(runs.map(({ wall }) => wall * 1_000)),
    cpuMs: middle(runs.map(({ cpu }) => cpu * 1_000)),
  };
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** dom0 and a guest, on each host another one, as xl prints them. */
async function giveDomains(host: SshHost): Promise<void> {
  const { name } = host;
  const row = (domain: string, domid: number) =>
    `${domain.padEnd(40)} ${String(domid).padStart(5)}   128     1     -b----      14.2 bafaf061-69ff-4d35-b5fa-80bc756857${domid + 10}        -                -`;
  const guest = `guest-of-${name}`;
  const list = [heading, row("Domain-0", 0), row(guest, 1)].join("\n");
  const configs = [
    { domid: 0, config: { c_info: { name: "Domain-0" }, b_info: { max_memkb: 131_072, max_vcpus: 1 } } },
    {
      domid: 1,
      config: { c_info: { name: guest }, b_info: { max_memkb: 131_072, max_vcpus: 1 }, disks: [] },
    },
  ];
  const info = [
    ...[`host                   : ${name}`, "total_memory           : 4096", "free_memory            : 3328"],
    ...["xen_major              : 4", "xen_minor              : 17", "xen_extra              : .7", ""],
  ].join("\n");
  for (const [file, text] of [
    ["list-v", `${list}\n`],
    ["list-l", `${JSON.stringify(configs)}\n`],
    ["info", info],
  ] as const) {
    await given(host, `/run/stand-in-xl/${file}`, text);
  }
}

async function given({ name, run }: SshHost, path: string, text: string): Promise<void> {
  const { exitCode, stderr } = await run("sh", ["-c", 'cat >"$1"', "sh", path], { input: text });
  if (exitCode !== 0) throw new Error(`${name} has no ${path}: ${stderr}`);
}
