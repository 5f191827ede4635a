import { afterBrackets, type Mutant, placeOf, replaced, type Source } from "./mutant.ts";

/** Every element of every list of checks, left out. */
export function withoutChecks(source: Source): readonly Mutant[] {
  const { file, text } = source;
  return [...text.matchAll(/const checks\w*: readonly Check<\w+>\[\] = \[([^\]]*)\];/g)].flatMap((list) => {
    const elements = (list[1] ?? "")
      .split(",")
      .map((each) => each.trim())
      .filter((each) => each !== "");
    const from = list.index + list[0].indexOf("= [") + "= [".length;
    return elements.map((element) => ({
      title: `without ${element} in ${placeOf(source, from)}`,
      file,
      text: replaced(
        text,
        from,
        from + (list[1] ?? "").length,
        elements.filter((each) => each !== element).join(", "),
      ),
    }));
  });
}

/** What a step would have answered. Types are not looked at. */
const asIfDone = {
  "open-operation": '({ kind: "opened" })',
  "close-operation": "undefined",
  "rename-operation": "undefined",
  acquire: '({ kind: "acquired", version: 0 })',
  release: '({ kind: "released", version: (yield* perform({ kind: "view-lease" })).version })',
  "await-absence":
    '({ presence: { kind: "absent" }, uses: { kind: "known", uses: [] }, open: undefined, busy: [], closed: undefined })',
  destroy: '({ kind: "done" })',
  pause: '({ kind: "done" })',
  tell: '({ kind: "done" })',
} as const;

/** Every step that writes a journal, a lease or a domain, answered as if it had been carried out. */
export function withoutSteps(source: Source): readonly Mutant[] {
  const { file, text } = source;
  const kinds = Object.keys(asIfDone).join("|");
  return [...text.matchAll(new RegExp(`yield\\* (perform)\\(\\{\\s*kind: "(${kinds})"`, "g"))].map((call) => {
    const kind = call[2] as keyof typeof asIfDone;
    const end = afterBrackets(text, text.indexOf("(", call.index));
    return {
      title: `without ${kind} in ${placeOf(source, call.index)}`,
      file,
      text: replaced(text, call.index, end, asIfDone[kind]),
    };
  });
}

/** Every condition under which a function ends early, as if it were never so. */
export function withoutConditions(source: Source): readonly Mutant[] {
  const { file, text } = source;
  return [...text.matchAll(/\bif \(/g)].flatMap(({ index }) => {
    const opening = index + "if ".length;
    const end = afterBrackets(text, opening);
    if (!/^\s*(\{\s*(const [^\n]*\n\s*)?)?return\b/.test(text.slice(end))) return [];
    const condition = text.slice(opening + 1, end - 1).replaceAll(/\s+/g, " ");
    return [
      {
        title: `never "${condition}" in ${placeOf(source, index)}`,
        file,
        text: replaced(text, opening, end, `((${condition}) && false)`),
      },
    ];
  });
}
