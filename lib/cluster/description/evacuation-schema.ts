import * as z from "zod";
import { defaultEvacuation, type Evacuation, leftoverPolicies } from "./description.ts";

/** How a host is emptied. Every key may be left out, and so may all of it. */
export const evacuation = z
  .strictObject(
    {
      leftover: z
        .enum(leftoverPolicies, { error: "shutdown or leave" })
        .default(defaultEvacuation.leftover)
        .meta({
          description:
            "What becomes of a guest that cannot be moved. shutdown: it is shut down cleanly, or not at all; leave: it runs on. Default: shutdown.",
        }),
      concurrency: whole("concurrency", 1, 10, "").meta({
        description:
          "Whole number from 1 to 10, no unit: guests that travel at a time from one host to another; some more are prepared meanwhile. Default: 2.",
      }),
      dom0ReserveMiB: whole("dom0ReserveMiB", 0, 1_048_576, " (MiB)").meta({
        description:
          "MiB, whole number from 0 to 1048576: memory that stays free on every host that guests are moved to. Default: 256.",
      }),
      deadlineSeconds: whole("deadlineSeconds", 60, 86_400, " (seconds)").meta({
        description:
          "Seconds, whole number from 60 to 86400: how long all of it may take, the shutdown of what is left included. Default: 3600.",
      }),
      moveDeadlineSeconds: whole("moveDeadlineSeconds", 10, 86_400, " (seconds)").meta({
        description:
          "Seconds, whole number from 10 to 86400: how long one move may take before its guest counts as left. Default: 1800.",
      }),
      shutdownSeconds: whole("shutdownSeconds", 5, 3_600, " (seconds)").meta({
        description:
          "Seconds, whole number from 5 to 3600 and at most half of deadlineSeconds: how long a guest gets to shut down. Default: 300.",
      }),
    },
    {
      error:
        "a mapping with the keys leftover, concurrency, dom0ReserveMiB, deadlineSeconds, moveDeadlineSeconds and shutdownSeconds",
    },
  )
  .prefault({})
  .meta({ description: "How a host is emptied, by hand or at its shutdown. Default: as its keys say." });

function whole(key: Exclude<keyof Evacuation, "leftover">, least: number, most: number, unit: string) {
  const error = `a whole number from ${least} to ${most}${unit}`;
  return z.int({ error }).min(least, { error }).max(most, { error }).default(defaultEvacuation[key]);
}
