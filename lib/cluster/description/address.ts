import * as z from "zod";
import { hostNameRule } from "./text-rules.ts";

export const addressAccepts =
  "an IPv4 or IPv6 address or a host name by which the other nodes reach this one, such as 192.168.10.1 (no loopback, " +
  "link-local, multicast or unspecified address)";

/** An address of a node; link-local ones are refused because they name a host only together with an interface. */
export const addressSchema = z.union(
  [
    z.ipv4().regex(/^(?!0\.|127\.|169\.254\.|22[4-9]\.|2[3-5]\d\.)/),
    z
      .ipv6()
      // Canonical text does not start with "::" but for the unspecified address, loopback, and old IPv4 forms.
      .refine((text) => !/^(?:::|fe[89ab]|ff)/.test(canonicalIpv6(text))),
    z.string().regex(hostNameRule.pattern).max(hostNameRule.maxLength),
  ],
  { error: addressAccepts },
);

/** One spelling of each address, so that two can be compared: ::1 and 0:0:0:0:0:0:0:1 are the same. */
export function canonicalAddress(address: string): string {
  return address.includes(":") ? canonicalIpv6(address) : address.toLowerCase();
}

/** As RFC 5952 writes it, which URLs do too. Text that is no IPv6 address only gets small letters. */
function canonicalIpv6(address: string): string {
  const url = `http://[${address}]/`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : address.toLowerCase();
}
