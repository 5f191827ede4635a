import { toolstacks } from "../../../lib/cluster/description/description.ts";
import { dialects } from "../../../lib/cluster/dialect.ts";
import { decodeDocument, encodeDocument } from "../../../lib/guard/wire/document.ts";
import { guestName, hostName, identifier } from "../../../lib/guard/wire/operation.ts";
import {
  type Decoded,
  flag,
  listOf,
  maybe,
  natural,
  oneOf,
  record,
  text,
} from "../../../lib/guard/wire/shape.ts";

const path = text(4_096, /^\//);
const address = text(255, /^[A-Za-z0-9][A-Za-z0-9.:_-]*$|^[0-9a-fA-F:.]+$/);
export const sha256 = text(64, /^[0-9a-f]{64}$/);

const node = record({
  name: hostName,
  leaseId: maybe(natural(2_000)),
  cluster: address,
  ssh: address,
  migration: address,
});

/** A configuration file by the digest of what stands in it, or in our part of it. */
const file = record({ path, extent: oneOf("whole", "block", "header"), sha256 });

/**
 * What a host is asked of itself: all that it has to know of the cluster file of the host that asks, so that two files that
 * differ are seen to differ, and so that it need not read its own.
 */
const question = record({
  id: identifier,
  from: hostName,
  to: hostName,
  nodes: listOf(node, 2_000),
  guests: listOf(record({ name: guestName, config: path }), 4_096),
  /** The lease volume's path, or "none". */
  lease: text(255),
  toolstack: oneOf(...toolstacks),
  dialect: oneOf(...dialects),
  /** Of an evacuation, as long as it may take. */
  evacuationSeconds: natural(),
  /** Whether guests go to another host by ssh, at its migration address. */
  migrationBySsh: flag,
  /** Where xend takes guests in, on hosts that have xm. */
  relocationPort: natural(65_535),
  /** Names below /dev/mapper that LUNs are to have. */
  aliases: listOf(text(64), 4_096),
  files: listOf(file, 256),
  /** Milliseconds that one tool may take. */
  toolMs: natural(600_000),
});

export type Question = ReturnType<typeof question>;

export const encodeFactsQuestion = (content: Question): string => encodeDocument("facts-question", content);

export const decodeFactsQuestion = (printed: string): Decoded<Question> =>
  decodeDocument("facts-question", printed, question);
