import { operationStore } from "../../../lib/guard/operation-store.ts";
import type { HostFacts } from "../wire/facts.ts";
import type { Question } from "../wire/question.ts";

/** Guests with something on record here that the cluster file does not have. */
export function lookForStrays(
  folder: string,
  { guests }: Pick<Question, "guests">,
): HostFacts["strayOperations"] {
  const all = operationStore(folder).readAll();
  if (all.kind === "unreadable") return { kind: "unknown", reason: all.reason };
  const strays = [...all.stored.keys()].filter((guest) => !guests.some(({ name }) => name === guest));
  return { kind: "listed", guests: strays };
}
