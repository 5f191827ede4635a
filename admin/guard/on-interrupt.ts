/**
 * See Surroundings.onInterrupt. A terminal that goes away is no wish to end anything: what was asked for is done, and whoever
 * comes back sees it.
 */
export function onInterrupt(told: () => void): () => void {
  let isOver = false;
  const tell = () => {
    if (!isOver) told();
  };
  process
    .on("SIGINT", tell)
    .on("SIGTERM", tell)
    .on("SIGHUP", () => undefined);
  // Not taken off: then the next signal would end this process while it prints how all went.
  return () => {
    isOver = true;
  };
}
