import { guestName } from "../wire/operation.ts";
import { decode, natural, oneOf, record, text } from "../wire/shape.ts";

/**
 * That a guest began to run on this host by the guard's doing: for people, no decision depends on it. A domain's id is
 * given once in a boot, so both together name one domain for ever: one that a person created by hand, or that rebooted
 * since, is another.
 */
export type Stay = {
  readonly guest: string;
  readonly domid: number;
  readonly bootId: string;
  /** Wall clock, milliseconds since 1970. */
  readonly sinceMs: number;
  /** What began it: "a start", "a migration from host2". */
  readonly by: string;
};

const shape = record({
  version: oneOf(1),
  stay: record({
    guest: guestName,
    domid: natural(0xffff),
    bootId: text(64),
    sinceMs: natural(8.64e15),
    by: text(200),
  }),
});

export function encodeStay(stay: Stay): string {
  return `${JSON.stringify({ version: 1, stay })}\n`;
}

/** Undefined for anything that is no record of this guest. */
export function decodeStay(written: string, guest: string): Stay | undefined {
  const decoded = decode(written, shape);
  return decoded.kind === "decoded" && decoded.value.stay.guest === guest ? decoded.value.stay : undefined;
}
