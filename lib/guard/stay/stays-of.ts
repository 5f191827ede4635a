import type { Machine } from "../machine.ts";
import { bootTime } from "../permit/boot-time.ts";
import { type StayStore, stayStore } from "./stay-store.ts";

/** The record of this machine. */
export function staysOf({ paths, wallClockMs }: Pick<Machine, "paths" | "wallClockMs">): StayStore {
  return stayStore(paths.stays, { bootId: () => bootTime(paths.proc).bootId, wallClockMs });
}
