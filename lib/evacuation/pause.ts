import type { EvacuationEffects } from "./effects.ts";

/** Between two looks: longer than a guest that reboots is gone. */
export const apartMs = 3_000;

/** Ends early, and says nothing of it, where the evacuation is to end. */
export async function pause(
  { clock, interrupted }: Pick<EvacuationEffects, "clock" | "interrupted">,
  ms: number,
): Promise<void> {
  await clock.sleep(ms, interrupted).catch(() => undefined);
}
