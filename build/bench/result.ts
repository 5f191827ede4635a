import type { Call } from "./calls.ts";
import type { Cost } from "./measure.ts";

/** All that one run of the benchmark found. */
export type Result = {
  readonly costs: ReadonlyMap<Call, Cost>;
  /** Of XenVM's monitor, 20 times a second. */
  readonly load: { readonly seconds: number; readonly ours: number; readonly stock: number };
  readonly computing: { readonly cibMs: number; readonly planMs: number };
  /** Bytes of each agent's file. */
  readonly bytes: Readonly<Record<string, number>>;
};

/** Our cost and the stock agent's of the same action. */
export type Pair = { readonly name: string; readonly ours: Cost; readonly stock: Cost };

export function pairsOf({ costs }: Result): readonly Pair[] {
  const all = [...costs];
  return all.flatMap(([call, ours]) => {
    if (call.whose !== "ours") return [];
    const stock = all.find(([other]) => other.whose === "stock" && other.name === call.name)?.[1];
    return stock === undefined ? [] : [{ name: call.name, ours, stock }];
  });
}

/** Our monitors by Node.js alone, each beside an empty script on the same Node.js. */
export function nodePairsOf({ costs }: Result): readonly Pair[] {
  const all = [...costs];
  return all.flatMap(([call, ours]) => {
    const release = / by Node\.js (.*)$/.exec(call.name)?.[1];
    const empty = all.find(([other]) => other.name === `Node.js ${release}, nothing to do`)?.[1];
    return release === undefined || empty === undefined ? [] : [{ name: call.name, ours, stock: empty }];
  });
}

/** One object of named numbers: ratios of ours to what it is compared with, shares, milliseconds and bytes. */
export function ratiosOf(result: Result): Readonly<Record<string, number>> {
  const { load, computing, bytes } = result;
  const entries = pairsOf(result).flatMap(({ name, ours, stock }) =>
    (["cpuMs", "wallMs", "peakMiB", "processes", "programs"] as const).map((what) => {
      const key = `${name.replace(" ", ".")}.${what.replace(/Ms|MiB/, "")}`;
      return [key, ours[what] / stock[what]] as const;
    }),
  );
  const byNode = nodePairsOf(result).map(({ name, ours, stock }) => {
    const [, agent, action, major] = /^(\S+) (\S+) by Node\.js (\d+)/.exec(name) ?? [];
    return [`${agent}.${action}.node${major}.cpu`, ours.cpuMs / stock.cpuMs] as const;
  });
  const all = [
    ...entries,
    ...byNode,
    ["load.XenVM.share", load.ours] as const,
    ["load.Xen.share", load.stock] as const,
    ["cib.1000.ms", computing.cibMs] as const,
    ["plan.500x20.ms", computing.planMs] as const,
    ...Object.entries(bytes).map(([name, count]) => [`${name}.bytes`, count] as const),
  ];
  return Object.fromEntries(all.map(([name, value]) => [name, Number(value.toPrecision(3))]));
}
