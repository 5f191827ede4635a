import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { downtimeOf } from "../../../../build/bench/evacuation/downtime.ts";
import { evacuationPlot } from "../../../../build/bench/evacuation/plot.ts";
import { busySince, processorTime } from "../../../../build/bench/evacuation/processors.ts";
import { type EvacuationResult, evacuationRatios } from "../../../../build/bench/evacuation/result.ts";
import { byHandSentence, evacuationTable } from "../../../../build/bench/evacuation/table.ts";
import { withResults } from "../../../../build/bench/readme.ts";

const common = { scenario: "10 guests", guests: 10, mebibytes: 2_000 };
const result: EvacuationResult = {
  linkMebibytes: 100,
  byHand: { stockSeconds: 1.3, ourSeconds: 1.44, handOverMs: 250.4 },
  evacuations: [
    { ...common, way: "stock", peers: 1, seconds: 40, boundSeconds: 20, busy: 0.2, downtimes: [1, 2] },
    { ...common, way: "ours", peers: 1, seconds: 22, boundSeconds: 20, busy: 0.756, downtimes: [0.5, 0.25] },
  ],
};

describe("the benchmark of evacuations", () => {
  test("compares each with its bound and with stock xendomains", () => {
    expect(evacuationRatios(result)).toEqual({
      ...{ "byhand.stock.downtime": 1.3, "byhand.ours.downtime": 1.44, "byhand.ours.handover.ms": 250 },
      ...{ "link.mebibytes": 100, "10guests.stock.1.bound": 2, "10guests.stock.1.stock": 1 },
      ...{ "10guests.stock.1.seconds": 40, "10guests.stock.1.downtime": 3, "10guests.stock.1.busy": 0.2 },
      ...{ "10guests.ours.1.bound": 1.1, "10guests.ours.1.stock": 0.55 },
      ...{ "10guests.ours.1.seconds": 22, "10guests.ours.1.downtime": 0.75, "10guests.ours.1.busy": 0.756 },
    });
    expect(evacuationTable(result).split("\n")[3]).toMatch(
      /^\| 10 guests +\| +ours, one peer +\| +22\.0 \| +20\.0 \| +1\.10 \| +0\.55 \| +0\.8 \| +0\.5 \| +76 % \|$/,
    );
    expect(byHandSentence(result.byHand)).toContain(
      "for 1.3 s with xl alone, and for 1.4 s with `xensan migrate`, 250 ms of them",
    );
    expect(evacuationPlot(result).match(/<rect/g)).toHaveLength(4);
  });

  test("says how busy the processors were meanwhile", () => {
    const before = processorTime();
    const end = performance.now() + 200;
    while (performance.now() < end);
    const busy = busySince(before);
    expect(busy).toBeGreaterThan(0.5 / cpus().length);
    expect(busy).toBeLessThanOrEqual(1);
  });

  test("takes a standstill from the records on a disk, the latest change of hosts", () => {
    const folder = mkdtempSync(join(tmpdir(), "xensan-unit-"));
    try {
      const disk = join(folder, "disk");
      const line = (number: number, host: string, seconds: number) =>
        `${`record ${number} ${host} 1 abc ${seconds} vm1`.padEnd(127)}\n`;
      const lines = [
        line(3, "host2", 12.5),
        line(4, "host1", 17),
        line(1, "host1", 10),
        line(2, "host2", 12),
      ];
      writeFileSync(disk, lines.join(""));
      expect(downtimeOf(disk, 0.5)).toBe(4);
      writeFileSync(disk, line(1, "host1", 10));
      expect(() => downtimeOf(disk, 0.5)).toThrow("its guest was never moved");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("writes between its own marks in README, and leaves those of the others", () => {
    const readme =
      "a\n<!-- npm run bench writes from here -->\nb\n<!-- to here -->\n<!-- npm run bench -- evacuation writes from here -->\nc\n<!-- evacuation to here -->\nd\n";
    expect(withResults(readme, "new", "evacuation")).toBe(readme.replace("\nc\n", "\n\nnew\n\n"));
    expect(withResults(readme, "new")).toBe(readme.replace("\nb\n", "\n\nnew\n\n"));
    expect(() => withResults(readme, "new", "domains")).toThrow("once each");
  });
});
