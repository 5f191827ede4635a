/** Whether sanlock's daemon has a watchdog, by `sanlock client status -D` (3.8.5); undefined: it does not say. */
export function usesWatchdog(printed: string): boolean | undefined {
  const found = /^ {4}use_watchdog=([01])$/m.exec(printed)?.[1];
  return found === undefined ? undefined : found === "1";
}
