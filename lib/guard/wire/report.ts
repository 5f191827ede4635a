import type { DiskAccess, Domain, DomainRole, DomainState } from "../../xen/domain.ts";
import { roleOf } from "../../xen/domain.ts";
import type { Presence, PresentDomain } from "../../xen/presence.ts";
import type { DiskUse, DiskUses, HostAnswer, HostReport } from "../facts.ts";
import type { OpenOperation } from "../operation.ts";
import { closure } from "./closure.ts";
import { operation } from "./operation.ts";
import { expected, flag, kinds, listOf, maybe, natural, oneOf, record, type Shape, text } from "./shape.ts";

/** A clause of a sentence; what a tool wrote last to standard error is cut to 300 characters. */
export const clause = text(10_000);

export const access: Shape<DiskAccess> = oneOf("read", "write", "write-shared");

/** Absolute, or what a hotplug script takes. */
export const diskTarget = text(4_096);

export const states: Shape<DomainState> = oneOf(
  "running",
  "blocked",
  "runnable",
  "paused",
  "suspended",
  "shut-down",
  "rebooting",
  "crashed",
  "dying",
  "unclear",
);

const roles: Shape<DomainRole> = oneOf("itself", "arriving", "left", "leaving", "zombie");

const domainMembers = record({
  domid: natural(0xffff),
  name: text(1_024),
  uuid: maybe(text(64)),
  state: states,
  memoryMiB: natural(),
  vcpus: natural(),
});

/** Without its disks: who has which is in the uses. */
const domain: Shape<Domain> = (value, at) => {
  const { uuid, ...rest } = domainMembers(value, at);
  return { ...rest, ...(uuid === undefined ? {} : { uuid }) };
};

const presentDomain = record({ domain, role: roles });

/** Of this guest: a domain that is not called as the guest is in this role belongs to another question. */
export function presence(guest: string): Shape<Presence> {
  const present: Shape<PresentDomain> = (value, at) => {
    const read = presentDomain(value, at);
    if (roleOf(guest, read.domain.name) === read.role) return read;
    throw expected(`${at}.domain.name`, `a name of ${guest}`, read.domain.name);
  };
  const several = listOf(present, 64);
  const shape = kinds({
    running: { domains: several },
    absent: {},
    unknown: { reason: clause },
  });
  return (value, at) => {
    const read = shape(value, at);
    if (read.kind !== "running") return read;
    const [first, ...others] = read.domains;
    if (first === undefined) throw expected(`${at}.domains`, "at least one domain", read.domains);
    return { kind: "running", domains: [first, ...others] };
  };
}

const use: Shape<DiskUse> = record({
  disk: diskTarget,
  wanted: access,
  user: clause,
  access: maybe(access),
});

const uses: Shape<DiskUses> = kinds({
  known: { uses: listOf(use, 10_000) },
  unknown: { reason: clause },
});

function openOperation(guest: string): Shape<OpenOperation> {
  const shape = record({ operation, active: flag, by: maybe(text(200)) });
  return (value, at) => {
    const { by, ...read } = shape(value, at);
    if (read.operation.guest === guest) return by === undefined ? read : { ...read, by };
    throw expected(`${at}.operation.guest`, guest, read.operation.guest);
  };
}

export function hostReport(guest: string): Shape<HostReport> {
  return record({
    presence: presence(guest),
    uses,
    open: maybe(openOperation(guest)),
    busy: listOf(clause, 1_000),
    closed: maybe(closure),
  });
}

export function hostAnswer(guest: string): Shape<HostAnswer> {
  return kinds({ answered: { report: hostReport(guest) }, silent: { reason: clause } });
}

/** As it goes over the wire: what the decoder takes, and nothing more. */
export function encodableAnswer(answer: HostAnswer): unknown {
  if (answer.kind === "silent") return answer;
  const { presence: seen, ...rest } = answer.report;
  if (seen.kind !== "running") return answer;
  const domains = seen.domains.map(({ domain: { disks: _, ...known }, role }) => ({ domain: known, role }));
  return { kind: "answered", report: { ...rest, presence: { kind: "running", domains } } };
}
