import { guestNameProblem } from "../../xen/guest-name.ts";
import type { Operation } from "../operation.ts";
import { expected, kinds, maybe, natural, type Shape, text } from "./shape.ts";

/** As `uname -n` prints it, in the letters that a cluster file allows. */
export const hostName = text(64, /^[A-Za-z0-9][A-Za-z0-9.-]*$/);

export const guestName: Shape<string> = (value, at) => {
  const name = text(64)(value, at);
  if (guestNameProblem(name) === undefined) return name;
  throw expected(at, "a guest's name", name);
};

/** Of an operation, a hand-over or a question. */
export const identifier = text(64, /^[A-Za-z0-9][A-Za-z0-9.:_-]*$/);

/** ECMAScript has no later date. */
export const latestMs = 8.64e15;

const own = { id: identifier, guest: guestName, sinceMs: natural(latestMs) };

/** Version of a claim; left out where there are no leases. */
export const claim = maybe(natural());

export const operation: Shape<Operation> = kinds({
  start: own,
  stop: own,
  continuation: own,
  departure: { ...own, destination: hostName },
  arrival: { ...own, source: hostName, claim },
});
