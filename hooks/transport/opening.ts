/**
 * What both ends of a plain transport say to each other over ssh before anything goes over the plain connection: one
 * line each. After that each sends an empty line now and then, to show that it lives.
 */

/** From the source: who is to take the guest in, and at which of its addresses. */
export type Request = {
  /** An address or host name of the destination, where it listens for this one connection. */
  readonly address: string;
  /** For xl: "migrate-receive" and its options. */
  readonly words: readonly string[];
};

/** From the destination: where it listens, and what the connection has to begin with. */
export type Offer = { readonly port: number; readonly key: string };

export function encodeRequest({ address, words }: Request): string {
  return `${JSON.stringify({ address, words })}\n`;
}

export function encodeOffer({ port, key }: Offer): string {
  return `${JSON.stringify({ port, key })}\n`;
}

/** Undefined: it is no request. Only these words may reach xl, whoever is at the other end of ssh. */
export function decodeRequest(line: string): Request | undefined {
  const document = parse(line);
  if (document === undefined) return undefined;
  const { address, words } = document;
  if (typeof address !== "string" || !addressPattern.test(address)) return undefined;
  if (!Array.isArray(words) || words[0] !== "migrate-receive") return undefined;
  const options: readonly unknown[] = words.slice(1);
  return options.every(isOption) ? { address, words: ["migrate-receive", ...options] } : undefined;
}

export function decodeOffer(line: string): Offer | undefined {
  const document = parse(line);
  if (document === undefined) return undefined;
  const { port, key } = document;
  if (typeof port !== "number" || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  return typeof key === "string" && keyPattern.test(key) ? { port, key } : undefined;
}

/** 32 random bytes. */
export const keyPattern = /^[0-9a-f]{64}$/;

const addressPattern = /^[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?$/;

/** xl_migrate.c of Xen 4.17 adds these for the other side: paused, foreground, debug, no checkpoints. */
function isOption(word: unknown): word is string {
  return typeof word === "string" && ["-p", "-e", "-F", "-d"].includes(word);
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const document: unknown = JSON.parse(line);
    return typeof document === "object" && document !== null ? { ...document } : undefined;
  } catch {
    return undefined;
  }
}
