import { afterAll, beforeAll, expect, it } from "vitest";
import type { Surroundings } from "../../../admin/guard/surroundings.ts";
import type { RunCommand } from "../../../lib/system/command.ts";
import { type Lab, ownHolders, sanlockLab, seconds, startAll } from "../../support/sanlock/lab.ts";
import { longList, verboseList } from "../../support/xl-lists.ts";
import { fileHolding, hostScene, xensan } from "../../unit/admin/report/scene.ts";
import { crmMonXml, crmNodeList } from "../../unit/lib/cluster/membership/recordings.ts";
import { exited } from "../../unit/lib/storage/scripted-run.ts";

let lab: Lab;
let scene: ReturnType<typeof hostScene>;
beforeAll(async () => {
  lab = sanlockLab({ hosts: ["n1", "n2"] });
  scene = hostScene();
  await startAll(lab, ["n1", "n2"]);
});
afterAll(async () => {
  scene.remove();
  await lab.end();
});

/** Sanlock is real; the cluster has lost n2, nobody can reach it, and no guest is on n1. */
const run: RunCommand = async (file, args, options) => {
  if (file === "ssh") return exited(255, "", "ssh: connect to host: No route to host\n");
  if (file === "crm_mon") return exited(0, crmMonXml("n2-stopped"));
  if (file === "crm_node")
    return exited(0, args[0] === "-l" ? crmNodeList.replace("2 n2 member", "2 n2 lost") : "1\n");
  if (file === "xl") return exited(0, args.join(" ") === "list -v" ? verboseList() : longList());
  return lab.host("n1").run(file, args, options);
};

const cluster = () => `nodes:
  - { name: n1, leaseId: 1, addresses: { cluster: 192.168.10.1 } }
  - { name: n2, leaseId: 2, addresses: { cluster: 192.168.10.2 } }
toolstack: xl
dialect: pacemaker
lease: ${lab.path}
guests:
  - { name: nfs1, config: /nonexistent/nfs1.cfg }
  - { name: web1, config: /nonexistent/web1.cfg }
`;

/** @param answer what a person types at the question; undefined: there is no terminal. @returns without progress */
async function lease(words: readonly string[], answer?: string) {
  const person = { input: answer !== undefined, errors: answer !== undefined };
  const surroundings: Surroundings = {
    ...scene.surroundings,
    machine: {
      ...{ ...scene.surroundings.machine, hostName: "n1", run, clock: lab.host("n1").clock },
      openLease: async () => lab.host("n1").lease,
    },
    isTerminal: person,
    ask: async () => answer ?? "",
    leaseHost: async () => lab.host("n1"),
    fileAccess: async () => fileHolding({ text: cluster() }),
  };
  const { err, ...rest } = await xensan(surroundings, ["lease", ...words]);
  const lines = err.replaceAll("\r\x1b[2K", "\n").split("\n");
  const said = lines.filter((line) => line !== "" && !/^lease break: asking all hosts, \d+ s$/.test(line));
  return { ...rest, err: said.map((line) => `${line}\n`).join("") };
}

it("lease init adds what is missing, and says in a dry run what that is", {
  timeout: 60 * seconds,
}, async () => {
  expect(await lease(["init", "--dry-run"])).toEqual({
    out: "Claims would be added for web1. Nothing was changed.\n",
    err: "",
    code: 0,
  });
  expect(await lease(["show"])).toMatchObject({
    out: expect.stringContaining("Without a claim: web1; run xensan lease init.\n"),
  });
  const { out } = await lease(["init", "--json"]);
  expect(JSON.parse(out)).toMatchObject({ made: false, added: ["web1"] });
  expect(await lease(["init"])).toMatchObject({
    out: `${lab.path} holds leases already; no claim was missing.\n`,
  });
});

it("lease show has hosts and claims, for people and for programs", { timeout: 60 * seconds }, async () => {
  expect(await lab.host("n2").lease.acquire("nfs1", 0, 20 * seconds)).toMatchObject({ kind: "acquired" });
  // sanlock says UNKNOWN of a host until it has seen it write anew, some 20 s after it joined.
  await expect
    .poll(async () => (await lease(["show"])).out, { timeout: 30 * seconds, interval: 1 * seconds })
    .toMatch(/^HOST +LEASEID +WRITES\nn1 +1 +alive\nn2 +2 +alive\n/);
  const { out, code } = await lease(["show"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^nfs1 +n2 +1 +-$/m);
  const shown = JSON.parse((await lease(["show", "--json"])).out);
  expect(shown).toMatchObject({ host: "n1", volume: lab.path });
  expect(shown.claims[0]).toMatchObject({ guest: "nfs1", view: { kind: "owned", owner: "n2" } });
});

it("lease break frees what a dead host has, and nothing before that", {
  timeout: 180 * seconds,
}, async () => {
  expect(await lease(["break", "web1"])).toMatchObject({
    out: "The lease of web1 is free: nothing to do.\n",
  });
  expect(await lease(["break", "nfs1", "--yes"])).toEqual({
    out: "",
    err: "xensan: the lease of nfs1 was not broken: n2 still writes to the lease volume, so it is not dead: switch it off.\n",
    code: 1,
  });
  for (const { pid } of ownHolders(lab.host("n2").holderPath ?? "")) process.kill(pid, "SIGKILL");
  await lab.host("n2").daemon.kill();
  const silent = await lease(["break", "nfs1", "--yes"]);
  expect(silent.code).toBe(1);
  const wouldBreak = async () => (await lease(["break", "nfs1", "--dry-run"])).out;
  await expect
    .poll(wouldBreak, { timeout: 120 * seconds, interval: 2 * seconds })
    .toBe("The lease of nfs1 would be taken from n2. Nothing was changed.\n");
  expect(await lease(["break", "nfs1"])).toMatchObject({
    err: "xensan: there is no terminal to ask on: see that n2 is switched off, and say --yes.\n",
    code: 2,
  });
  expect(await lease(["break", "nfs1"], "yes")).toMatchObject({
    err: "xensan: the lease of nfs1 was not broken: n2 was not confirmed to be switched off.\n",
    code: 1,
  });
  expect(await lab.host("n1").lease.view("nfs1", 10 * seconds)).toMatchObject({ kind: "owned", owner: "n2" });
  expect(await lease(["break", "nfs1"], "n2")).toEqual({
    out: "The lease of nfs1 is free; n2 had it.\n",
    err: "",
    code: 0,
  });
  expect(await lab.host("n1").lease.view("nfs1", 10 * seconds)).toMatchObject({ kind: "free" });
});
