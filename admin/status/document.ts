import * as z from "zod";
import { volumeStates } from "../../lib/guard/overview/details.ts";
import { levels } from "../domains/notes.ts";

/**
 * What `xensan status --json` prints. Programs may rely on it: within one version members are only added. Moments are the
 * wall clock's, in milliseconds since 1970; sizes are in MiB.
 */
const moment = z.int().min(0).meta({ description: "Milliseconds since 1970, by the wall clock." });
const duration = z.int().min(0).meta({ description: "Milliseconds." });
const memoryMiB = z.int().min(0).meta({ description: "MiB." });
const reason = z.string().meta({ description: "For a person." });

const cluster = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("answered"),
      dialect: z.enum(["heartbeat2", "pacemaker"]),
      dc: z
        .string()
        .optional()
        .meta({ description: "The designated coordinator; absent: there is none now." }),
      quorum: z.boolean(),
      unlisted: z.array(z.string()).meta({ description: "Nodes that the cluster file does not have." }),
    }),
    z.strictObject({ kind: z.literal("no-answer"), dialect: z.enum(["heartbeat2", "pacemaker"]), reason }),
  ])
  .meta({ description: "As the cluster manager on the host that was asked sees it." });

const membership = z
  .strictObject({
    kind: z.enum(["member", "gone", "unknown"]),
    conditions: z.array(z.enum(["standby", "maintenance"])).optional(),
    seenBy: z.enum(["majority", "this-side"]).optional(),
    reason: reason.optional(),
  })
  .meta({ description: "Gone is no proof that the host is dead." });

const clone = z
  .strictObject({
    kind: z.enum(["started", "stopped", "failed", "none", "unknown"]),
    reason: reason.optional(),
  })
  .meta({
    description: "EvmsSCC on this node, as the cluster manager shows it; none: the cluster has none.",
  });

const volumes = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({
    kind: z.literal("known"),
    title: z.enum(["EVMS", "LVM2"]),
    volumes: z.array(z.strictObject({ name: z.string(), path: z.string(), state: z.enum(volumeStates) })),
  }),
  z.strictObject({ kind: z.literal("unknown"), reason }),
]);

const memory = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("known"),
    totalMiB: memoryMiB,
    freeMiB: memoryMiB,
    controlMiB: memoryMiB.optional(),
  }),
  z.strictObject({ kind: z.literal("unknown"), reason }),
]);

const said = z.strictObject({
  xensan: z.string().meta({ description: "The release that is installed there." }),
  toolstack: z.enum(["xl", "xm"]),
  memory,
  volumes,
  closed: z.string().optional().meta({ description: "Why it takes no guest in; absent: it does." }),
  others: z.array(z.string()).meta({ description: "Domains that the cluster file does not have." }),
});

const node = z.strictObject({
  name: z.string(),
  membership,
  clone,
  answer: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("answered"), said }),
      z.strictObject({ kind: z.literal("silent"), reason }),
    ])
    .meta({ description: "What the host itself says, over ssh." }),
});

const guest = z.strictObject({
  name: z.string(),
  verdict: z.enum(["runs", "twice", "stands", "stopped", "unknown"]).meta({
    description:
      "runs: on one host; twice: on several; stands: it is there and does not execute; stopped: every host says that it is " +
      "not there; unknown: on none that answers, and not all do.",
  }),
  places: z.array(
    z.strictObject({
      host: z.string(),
      domid: z.int(),
      role: z.enum(["itself", "arriving", "left", "leaving", "zombie"]),
      state: z.string(),
      memoryMiB,
      since: z.strictObject({ sinceMs: moment, by: z.string() }).optional(),
    }),
  ),
  lease: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("none") }),
    z.strictObject({ kind: z.literal("free") }),
    z.strictObject({ kind: z.literal("held"), host: z.string(), watched: z.boolean().optional() }),
    z.strictObject({ kind: z.literal("unknown"), reason }),
  ]),
  silent: z
    .array(z.string())
    .meta({ description: "Hosts that do not say whether it is there: it may be on any of them." }),
});

const outcome = z.enum(["done", "refused", "failed", "unfinished", "under-way"]);

const evacuation = z.strictObject({
  host: z.string(),
  by: z.string(),
  beganMs: moment,
  endedMs: moment.optional().meta({ description: "Absent: it is under way, or was cut off." }),
  summary: z.string(),
  moves: z.array(
    z.strictObject({
      guest: z.string(),
      to: z.string(),
      memoryMiB,
      beganMs: moment,
      tookMs: duration,
      downtimeMs: duration.optional(),
      outcome,
      reason: reason.optional(),
    }),
  ),
  shutdowns: z.array(
    z.strictObject({ guest: z.string(), tookMs: duration, outcome, reason: reason.optional() }),
  ),
  left: z.array(z.strictObject({ guest: z.string(), reason })),
});

const finding = z.strictObject({
  level: z.enum(levels),
  about: z.string().meta({ description: "A host, a guest, or cluster." }),
  sentence: reason,
});

export const statusSchema = z
  .strictObject({
    version: z.literal(1),
    xensan: z.string(),
    asked: z.string().meta({ description: "The host that asked all others." }),
    takenMs: moment,
    tookMs: duration,
    cluster,
    nodes: z.array(node).meta({ description: "In the cluster file's order." }),
    guests: z.array(guest).meta({ description: "In the cluster file's order." }),
    evacuations: z.array(evacuation).meta({ description: "The last of each host, the latest first." }),
    findings: z.array(finding).meta({ description: "The worst first." }),
  })
  .meta({ title: "xensan status", description: "One look at all hosts of a Xen cluster and their guests." });

export type Status = z.output<typeof statusSchema>;
export type StatusNode = Status["nodes"][number];
export type StatusGuest = Status["guests"][number];
export type StatusEvacuation = Status["evacuations"][number];
export type StatusFinding = Status["findings"][number];

/** JSON Schema, draft 7, of what `xensan status --json` prints. */
export function statusJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(statusSchema, { target: "draft-7" });
}
