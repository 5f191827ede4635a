/**
 * Between two looks at what sanlock has been told to do: it mostly takes some milliseconds, in which a guest may stand still, and
 * sometimes it takes long.
 */
export const shortestMs = 3;

export function longer(pauseMs: number): number {
  return Math.min(50, 2 * pauseMs);
}
