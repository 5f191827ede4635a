import { evacuationRecord } from "../../evacuation/record/record.ts";
import { type HostDetails, mostVolumes, volumeStates } from "../overview/details.ts";
import type {
  GuestOverview,
  HostMemory,
  HostOverview,
  LeaseOverview,
  OpenOverview,
  OtherDomain,
  OtherDomains,
  OverviewAnswer,
  StayOverview,
} from "../overview/overview.ts";
import { closure } from "./closure.ts";
import { guestName, latestMs, operation } from "./operation.ts";
import { clause, presence, states } from "./report.ts";
import { expected, flag, kinds, listOf, maybe, natural, oneOf, record, type Shape, text } from "./shape.ts";

/** More than any host has. */
const most = 4_096;

const lease: Shape<LeaseOverview> = kinds({
  none: {},
  held: { version: natural(), holder: natural() },
  orphaned: { version: natural() },
  "not-held": {},
  unknown: { reason: clause },
});

const stay: Shape<StayOverview> = record({ sinceMs: natural(latestMs), by: text(200) });

function open(guest: string): Shape<OpenOverview> {
  const shape = kinds({
    none: {},
    open: { operation, active: flag, by: maybe(text(200)) },
    unreadable: { reason: clause },
  });
  return (value, at) => {
    const read = shape(value, at);
    if (read.kind !== "open") return read;
    const { by, ...rest } = read;
    if (read.operation.guest === guest) return by === undefined ? rest : { ...rest, by };
    throw expected(`${at}.operation.guest`, guest, read.operation.guest);
  };
}

/** All of it is about the guest that it names. */
const guest: Shape<GuestOverview> = (value, at) => {
  const { guest: name } = record({ guest: guestName, presence: any, open: any, lease: any, since: any })(
    value,
    at,
  );
  return record({
    guest: guestName,
    presence: presence(name),
    open: open(name),
    lease,
    since: maybe(stay),
  })(value, at);
};

const any: Shape<unknown> = (value) => value;

/** No two of them are about one guest. */
const guests: Shape<readonly GuestOverview[]> = (value, at) => {
  const read = listOf(guest, most)(value, at);
  const twice = read.find(
    ({ guest: name }, index) => read.findIndex((each) => each.guest === name) !== index,
  );
  if (twice === undefined) return read;
  throw expected(at, "each guest once", twice.guest);
};

const other: Shape<OtherDomain> = record({
  domid: natural(0xffff),
  name: maybe(text(1_024)),
  state: states,
  memoryMiB: natural(),
});

const others: Shape<OtherDomains> = kinds({
  known: { domains: listOf(other, most) },
  unknown: { reason: clause },
});

const memory: Shape<HostMemory> = kinds({
  known: { totalMiB: natural(), freeMiB: natural(), controlMiB: maybe(natural()) },
  unknown: { reason: clause },
});

const details: Shape<HostDetails> = record({
  evacuation: maybe(evacuationRecord),
  volumes: kinds({
    none: {},
    known: {
      title: oneOf("EVMS", "LVM2"),
      volumes: listOf(
        record({ name: text(1_024), path: text(4_096), state: oneOf(...volumeStates) }),
        mostVolumes,
      ),
    },
    unknown: { reason: clause },
  }),
});

/** Members that come with a later release go here, and into the type. */
export const hostOverview: Shape<HostOverview> = record({
  xensan: text(64),
  toolstack: oneOf("xl", "xm"),
  guests,
  others,
  memory,
  closed: maybe(closure),
  details: maybe(details),
});

export const overviewAnswer: Shape<OverviewAnswer> = kinds({
  answered: { overview: hostOverview },
  silent: { reason: clause },
});
