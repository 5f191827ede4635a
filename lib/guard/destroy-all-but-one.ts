/** A domain of a guest that executes. */
export type Executing = { readonly host: string; readonly domid: number };

/**
 * What to do at once where a guest executes more than once, as a clause. By the toolstack itself: `xensan stop` is refused while a
 * hand-over of the guest is open, and this is no moment to settle one.
 */
export function destroyAllButOne(guest: string, places: readonly Executing[]): string {
  const commands = places.map(({ host, domid }) => `xl destroy ${domid} on ${host}`);
  return `destroy all but one NOW: ${commands.join(", ")}; then run xensan repair ${guest} on each`;
}
