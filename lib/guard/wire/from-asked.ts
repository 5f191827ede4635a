import type { Decoded } from "./shape.ts";

type Asked = { readonly id: string; readonly to: string };

/** An answer, where it is from the host that was asked, to this very question. */
export function fromAsked<Echoed extends { readonly id: string; readonly host: string }>(
  { id, to }: Asked,
  decoded: Decoded<Echoed>,
): Decoded<Echoed> {
  if (decoded.kind === "failed") return decoded;
  const { host } = decoded.value;
  if (host !== to) return { kind: "failed", reason: `it is from ${host}: correct the address of ${to}` };
  if (decoded.value.id !== id) return { kind: "failed", reason: "it answers another question" };
  return decoded;
}
