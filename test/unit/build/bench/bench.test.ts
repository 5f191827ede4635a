import { describe, expect, it } from "vitest";
import type { Call } from "../../../../build/bench/calls.ts";
import { broken } from "../../../../build/bench/gate.ts";
import type { Cost } from "../../../../build/bench/measure.ts";
import { plot } from "../../../../build/bench/plot.ts";
import { withResults } from "../../../../build/bench/readme.ts";
import { type Result, ratiosOf } from "../../../../build/bench/result.ts";
import { agentTable, nodeTable } from "../../../../build/bench/table.ts";

function call(name: string, whose: Call["whose"]): Call {
  return { name, whose, file: "x", args: [], variables: {}, code: 0 };
}

function cost(cpuMs: number, processes = 1): Cost {
  return { cpuMs, wallMs: 2 * cpuMs, peakMiB: 2, processes, programs: processes };
}

const result: Result = {
  costs: new Map([
    [call("Node.js 20.19.0, nothing to do", "base"), cost(20)],
    [call("XenVM monitor", "ours"), cost(4, 4)],
    [call("XenVM monitor", "stock"), cost(16, 20)],
    [call("EvmsSCC monitor by Node.js 20.19.0", "ours"), cost(26)],
  ]),
  load: { seconds: 60, ours: 0.07, stock: 0.3 },
  computing: { cibMs: 300, planMs: 90 },
  bytes: { XenVM: 5_000 },
};

describe("the benchmark's result", () => {
  it("is named ratios of ours to what it is compared with", () => {
    expect(ratiosOf(result)).toEqual({
      "XenVM.monitor.cpu": 0.25,
      "XenVM.monitor.wall": 0.25,
      "XenVM.monitor.peak": 1,
      "XenVM.monitor.processes": 0.2,
      "XenVM.monitor.programs": 0.2,
      "EvmsSCC.monitor.node20.cpu": 1.3,
      "load.XenVM.share": 0.07,
      "load.Xen.share": 0.3,
      "cib.1000.ms": 300,
      "plan.500x20.ms": 90,
      "XenVM.bytes": 5_000,
    });
  });

  it("is a table, and a plot with a bar for each", () => {
    expect(agentTable(result)).toContain("| XenVM monitor |    4.0 |  16.0 |  0.25 |");
    expect(nodeTable(result)).toContain(
      "| EvmsSCC monitor by Node.js 20.19.0 |   26.0 |         20.0 |  1.30 |",
    );
    expect(plot(result).match(/<rect [^>]*height="11"/g)).toHaveLength(2);
  });

  it("goes between its marks in the README, and nowhere else", () => {
    const readme = "before\n<!-- npm run bench writes from here -->\nold\n<!-- to here -->\nafter\n";
    const written = withResults(readme, "new");
    expect(written).toBe(
      "before\n<!-- npm run bench writes from here -->\n\nnew\n\n<!-- to here -->\nafter\n",
    );
    expect(withResults(written, "new")).toBe(written);
    expect(() => withResults("no marks", "new")).toThrow("README.md needs");
  });

  it("fails the gate for each number that is too large or missing", () => {
    const sentences = broken([{ ...ratiosOf(result), "XenVM.monitor.cpu": 0.9 }], "20");
    expect(sentences).toContain("XenVM.monitor.cpu is 0.9, and must be 0.35 at the most.");
    expect(sentences).toContain("EvmsSCC.monitor.cpu was not measured; it must be 0.5 at the most.");
    expect(sentences.join()).not.toContain("XenVM.bytes");
  });

  it("passes the gate where one measurement keeps a limit, and tells the best where none does", () => {
    const measured = [0.9, 0.3, 0.8].map((cpu) => ({ ...ratiosOf(result), "XenVM.monitor.cpu": cpu }));
    expect(broken(measured, "20").join()).not.toContain("XenVM.monitor.cpu");
    expect(broken(measured.toSpliced(1, 1), "20").join()).toContain("XenVM.monitor.cpu is 0.8,");
  });
});
