import { decodeDocument, encodeDocument } from "../../../lib/guard/wire/document.ts";
import { fromAsked } from "../../../lib/guard/wire/from-asked.ts";
import { guestName, hostName, identifier, latestMs } from "../../../lib/guard/wire/operation.ts";
import { hostOverview } from "../../../lib/guard/wire/overview.ts";
import { access, clause, diskTarget } from "../../../lib/guard/wire/report.ts";
import {
  type Decoded,
  flag,
  kinds,
  listOf,
  maybe,
  natural,
  oneOf,
  record,
  text,
} from "../../../lib/guard/wire/shape.ts";
import { type Question, sha256 } from "./question.ts";

/** More than any host has. */
const most = 4_096;

const path = text(4_096);
const word = text(255);
const unknown = { reason: clause };

/** What is wrong, each a sentence with how to mend it; none: all is well. */
const judged = kinds({ told: { sentences: listOf(clause, 256) }, unknown });

/** Whether something keeps the clock, and how far off it says that it is: milliseconds, without the sign. */
const clock = kinds({
  kept: { by: oneOf("chrony", "ntp", "systemd"), isSynchronised: flag, offsetMs: maybe(natural(latestMs)) },
  unknown,
});

const names = kinds({
  read: {
    /** Whether nsswitch.conf has /etc/hosts asked before DNS. */
    filesFirst: flag,
    /** Of each node, and of each address that is a name: what /etc/hosts says, in its order. */
    names: listOf(record({ name: word, addresses: listOf(word, 64) }), most),
  },
  unknown,
});

const map = record({
  alias: word,
  wwid: word,
  /** Only a path that is up can carry something. */
  paths: listOf(record({ device: word, isUp: flag }), 1_024),
});

const multipath = kinds({ listed: { maps: listOf(map, most) }, "not-installed": {}, unknown });

/** What stands at a path that guests or leases are on. */
const device = record({
  path,
  state: oneOf("usable", "absent", "not-a-block-device", "dead", "unknown"),
  /** By which the kernel knows the disk on every host: a device-mapper UUID or a WWID; undefined: it does not tell. */
  identity: maybe(text(1_024)),
  bytes: maybe(natural()),
});

const physical = kinds({
  /** Each by every name that it has. */
  listed: { devices: listOf(record({ name: path, names: listOf(path, 256) }), most) },
  "not-installed": {},
  unknown,
});

const volumes = kinds({
  listed: {
    manager: oneOf("EVMS", "LVM2"),
    volumes: listOf(record({ name: word, path, isUsable: flag }), 65_536),
  },
  none: {},
  unknown,
});

const membership = record({
  nodes: listOf(
    record({
      name: hostName,
      state: kinds({
        member: { conditions: listOf(oneOf("standby", "maintenance"), 2) },
        gone: {
          seenBy: oneOf("majority", "this-side"),
          conditions: listOf(oneOf("standby", "maintenance"), 2),
        },
        unknown,
      }),
    }),
    most,
  ),
  partition: kinds({
    answered: { dc: maybe(word), quorum: flag, unlisted: listOf(word, most) },
    "no-answer": unknown,
  }),
});

const lease = kinds({
  none: {},
  asked: {
    /** As sanlock calls this host. */
    daemonName: maybe(word),
    usesWatchdog: maybe(flag),
    /** Whether wdmd runs. */
    isWatched: flag,
    standing: kinds({
      joined: { leaseId: natural(2_000) },
      "not-ready": { leaseId: natural(2_000) },
      joining: {},
      leaving: {},
      "not-joined": {},
      "no-daemon": {},
      unknown,
    }),
  },
});

const configDisk = record({
  target: diskTarget,
  access,
  /** The device's number or the file's, on this host; undefined: there is nothing. */
  thing: maybe(word),
});

const config = record({
  guest: guestName,
  content: kinds({
    read: { sha256, disks: kinds({ known: { disks: listOf(configDisk, 256) }, unknown }) },
    unknown,
  }),
});

const file = record({
  path,
  found: kinds({ part: { sha256 }, absent: {}, other: { what: word } }),
});

const reach = record({
  to: hostName,
  address: word,
  /** Of xend; undefined: by ssh. */
  port: maybe(natural(65_535)),
  result: kinds({ reached: {}, failed: unknown }),
});

/** Everything that a host tells of itself. Members that come with a later release go here. */
export const hostFacts = record({
  overview: hostOverview,
  /** This host's wall clock when it began to look and when it ended, milliseconds since 1970. */
  beganMs: natural(latestMs),
  endedMs: natural(latestMs),
  clock,
  clusterFile: kinds({ read: { sha256 }, unknown }),
  /** Programs by the name of their package or file, and "kernel", "Node.js", "Xen". */
  versions: listOf(record({ name: word, version: word }), 256),
  names,
  multipath,
  devices: listOf(device, 65_536),
  physical,
  volumes,
  membership,
  order: judged,
  xendomains: judged,
  lease,
  configs: listOf(config, most),
  /** Operations on record of guests that the cluster file does not have. */
  strayOperations: kinds({ listed: { guests: listOf(word, most) }, unknown }),
  files: listOf(file, 256),
  reach: listOf(reach, most),
});

export type HostFacts = ReturnType<typeof hostFacts>;

const echoed = record({ id: identifier, host: hostName, facts: hostFacts });

/** `here`: who really answers. Where that is not who was asked, the asker is to see it. */
export function encodeFacts({ id }: Pick<Question, "id">, here: string, facts: HostFacts): string {
  return encodeDocument("facts", { id, host: here, facts });
}

export function decodeFacts(asked: Pick<Question, "id" | "to">, printed: string): Decoded<HostFacts> {
  const echo = fromAsked(asked, decodeDocument("facts", printed, echoed));
  return echo.kind === "failed" ? echo : { kind: "decoded", value: echo.value.facts };
}
