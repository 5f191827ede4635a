import * as z from "zod";
import { whole } from "../scalars.ts";

const milliseconds = (least: number, most: number) =>
  whole(least, most, `a whole number from ${least} to ${most} (milliseconds)`).optional();

export const heartbeat = z
  .strictObject(
    {
      udpPort: whole(1, 65_535).optional().meta({
        description: "UDP port, whole number from 1 to 65535, no unit. Default: Heartbeat's own, 694.",
      }),
      keepaliveMs: milliseconds(100, 60_000).meta({
        description: "Milliseconds from 100 to 60000 between two heartbeats. Default: Heartbeat's own, 1000.",
      }),
      warnMs: milliseconds(200, 600_000).meta({
        description:
          "Milliseconds from 200 to 600000 of silence, more than keepaliveMs, before a warning is logged. Default: Heartbeat's own.",
      }),
      deadMs: milliseconds(1_000, 600_000).meta({
        description:
          "Milliseconds from 1000 to 600000 of silence, at least twice keepaliveMs, after which a node counts as dead. Default: Heartbeat's own, 30000.",
      }),
      initialDeadMs: milliseconds(2_000, 1_200_000).meta({
        description:
          "Milliseconds from 2000 to 1200000, at least twice deadMs, that the others get to come up after a boot. Default: Heartbeat's own.",
      }),
    },
    { error: "a mapping with the keys udpPort, keepaliveMs, warnMs, deadMs and initialDeadMs" },
  )
  .prefault({})
  .meta({ description: "ha.cf, where dialect is heartbeat2. Default: Heartbeat's own timing." });
