import { type Mutant, replaced, type Source } from "./mutant.ts";

type Turn = {
  readonly title: string;
  readonly file: string;
  /** These stand in the file exactly once, each... */
  readonly find: readonly string[];
  /** ...and then stand like this. */
  readonly replace: readonly string[];
};

/** Orders of effects that matter, each turned around. */
const turns: readonly Turn[] = [
  {
    title: "start asks everybody before it writes its operation down",
    file: "lib/guard/programs/start.ts",
    find: [
      '  const opened = yield* perform({\n    kind: "open-operation"',
      '  const survey = yield* perform({ kind: "survey" });\n',
    ],
    replace: [
      '  const survey = yield* perform({ kind: "survey" });\n  const opened = yield* perform({\n    kind: "open-operation"',
      "",
    ],
  },
  {
    title: "start creates the guest before it has the lease",
    file: "lib/guard/programs/start.ts",
    find: [
      "  const claimed = yield* claimAsSeen(survey);\n",
      '  const created = yield* perform({ kind: "create" });\n',
    ],
    replace: [
      '  const created = yield* perform({ kind: "create" });\n  const claimed = yield* claimAsSeen(survey);\n',
      "",
    ],
  },
  {
    title: "the destination hears of a hand-over after the migration",
    file: "lib/guard/programs/migrate.ts",
    find: [
      "  const prepared = yield* prepare(order, destination, ready);\n",
      '  if (prepared.kind === "refused")\n    return',
      "  const atOnce = ",
    ],
    replace: [
      "",
      "  if (false)\n    return",
      "  yield* prepare(order, destination, ready);\n  const atOnce = ",
    ],
  },
  {
    title: "a lease is broken while a host has something of the guest",
    file: "lib/guard/verdict/may-break.ts",
    find: ['  if (presence.kind === "absent" && open === undefined) return allow;\n'],
    replace: ["  return allow;\n"],
  },
  {
    title: "a source closes its end before its copy is told to run",
    file: "lib/guard/programs/finish-at-once.ts",
    find: ['  let reply = yield* perform({ kind: "tell", host: destination, message });\n'],
    replace: [
      '  yield* perform({ kind: "close-operation", id });\n' +
        '  let reply = yield* perform({ kind: "tell", host: destination, message });\n',
    ],
  },
  {
    title: "a source gives its lease up whatever the glance at it shows",
    file: "lib/guard/programs/finish-at-once.ts",
    find: ['  return presence.kind === "absent" && '],
    replace: ["  return true || "],
  },
  {
    title: "a copy runs before it has the lease",
    file: "lib/guard/programs/take-over.ts",
    find: ["    const obstacle = leased ?"],
    replace: ['    yield* perform({ kind: "unpause", domid });\n    const obstacle = leased ?'],
  },
  {
    title: "a destination closes its end before its copy runs",
    file: "lib/guard/programs/take-over.ts",
    find: ["    const run = yield* letRun("],
    replace: ['    yield* perform({ kind: "close-operation", id });\n    const run = yield* letRun('],
  },
  {
    title: "an operation is closed before its lease is given up",
    file: "lib/guard/programs/settle-local.ts",
    find: ["  const given = yield* giveUp(order, report);\n"],
    replace: [
      '  yield* perform({ kind: "close-operation", id });\n  const given = yield* giveUp(order, report);\n',
    ],
  },
  {
    title: "the lease is not looked at before a guest goes on",
    file: "lib/guard/programs/let-run.ts",
    find: ["  if (before !== undefined) return"],
    replace: ["  if (false) return"],
  },
  {
    title: "the lease is not looked at after a guest went on",
    file: "lib/guard/programs/let-run.ts",
    find: ["  const after = leased ? yield* lackOfLease() : undefined;"],
    replace: ["  const after = undefined;"],
  },
  {
    title: "a report reads what is open only at its end, as own-report.ts does not",
    file: "test/model/world/report.ts",
    find: ["    case 1:\n"],
    replace: [""],
  },
  {
    title: "a report takes one look at an absent guest, as two-looks.ts does not",
    file: "test/model/world/report.ts",
    find: [
      'if (task.presence.kind === "absent" && !task.once) task.presence = lookAgain(world, host, guest);',
    ],
    replace: [""],
  },
];

export function turnedAround(read: (file: string) => Source): readonly Mutant[] {
  return turns.map(({ title, file, find, replace }) => {
    const { text } = read(file);
    const places = find.map((part, at) => {
      if (text.split(part).length === 2) return { from: text.indexOf(part), part, by: replace[at] ?? "" };
      throw new Error(`"${title}": bring up to date what does not stand in ${file} exactly once: ${part}`);
    });
    // From the end, so that places stay what they are.
    places.sort((one, other) => other.from - one.from);
    const turned = places.reduce(
      (all, { from, part, by }) => replaced(all, from, from + part.length, by),
      text,
    );
    return { title, file, text: turned };
  });
}
