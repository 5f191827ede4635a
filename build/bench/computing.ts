import {
  checkCib,
  configuration,
  evmsCloneSet,
  manualOnlyPolicy,
  readXml,
  renderers,
  xenGuest,
  xmlText,
} from "../../cib/index.ts";
import { plan } from "../../lib/evacuation/plan/plan.ts";
import type { Situation } from "../../lib/evacuation/plan/situation.ts";

/** Milliseconds of CPU of what is computed in one process, each the middle of several. */
export function computingMs(): { readonly cibMs: number; readonly planMs: number } {
  return { cibMs: middleMs(buildAndCheckCib), planMs: middleMs(() => plan(largeSituation)) };
}

const guests = 1_000;

/** A configuration of a thousand guests: made, written, read and checked. */
function buildAndCheckCib(): void {
  const resources = Array.from({ length: guests }, (_, index) => xenGuest({ name: `guest${index}` }));
  const volumes = evmsCloneSet({ volumes: ["san2"] });
  const model = configuration({
    clusterOptions: manualOnlyPolicy("pacemaker"),
    resources: [volumes, ...resources],
  });
  const report = checkCib(readXml(xmlText(renderers.pacemaker.cib(model))));
  if (report.kind !== "checked" || report.lookedAt.guests !== guests || report.findings.length > 0) {
    throw new Error(`the CIB of ${guests} guests is not as it should be: ${JSON.stringify(report)}`);
  }
}

/** 500 guests of mixed sizes, 20 hosts with room for them. */
const largeSituation: Situation = {
  here: "host0",
  guests: Array.from({ length: 500 }, (_, index) => ({
    name: `guest${index}`,
    memoryMiB: [512, 1_024, 2_048, 4_096, 8_192][(index * 7) % 5] ?? 512,
    vcpus: 2,
    priority: index % 3,
    pins: [],
  })),
  peers: Array.from({ length: 20 }, (_, index) => ({
    name: `host${index + 1}`,
    migrationAddress: `192.168.20.${index + 1}`,
    sight: {
      kind: "seen",
      freeMiB: 80_000 + index * 3_000,
      arrivingMiB: 0,
      closed: undefined,
      shuttingDown: false,
    },
    pace: { secondsPerMiB: 0.01, secondsBesides: 5 },
    underWaySeconds: [],
  })),
  concurrency: 2,
  dom0ReserveMiB: 512,
};

function middleMs(work: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  });
  return times.toSorted((a, b) => a - b)[2] ?? Number.NaN;
}
