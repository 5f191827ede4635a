/** The guard with one thing switched off or turned around: its sources in another text, so that production code has no switches. */
export type Mutant = {
  /** What was done, and where: "without close-operation in verify() of stop.ts". */
  readonly title: string;
  /** Relative to the repository. */
  readonly file: string;
  /** The whole file as it then is. */
  readonly text: string;
};

export type Source = { readonly file: string; readonly text: string };

/** "verify() of stop.ts": the function around a place in a source. */
export function placeOf({ file, text }: Source, at: number): string {
  const around = [...text.slice(0, at).matchAll(/^(?:export )?(?:function\*? |const )(\w+)/gm)].at(-1);
  return `${around?.[1] ?? "the beginning"}() of ${file.slice(file.lastIndexOf("/") + 1)}`;
}

/** The position after the bracket that closes the one at `opening`. Brackets in strings come in pairs in these sources. */
export function afterBrackets(text: string, opening: number): number {
  let depth = 0;
  for (let at = opening; at < text.length; at += 1) {
    if ("([{".includes(text[at] ?? "")) depth += 1;
    if (")]}".includes(text[at] ?? "")) depth -= 1;
    if (depth === 0) return at + 1;
  }
  throw new Error(`the bracket at ${opening} is not closed`);
}

export function replaced(text: string, from: number, to: number, by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}

/** Tells mutants of one title apart: the second one in a function is "... (2)". */
export function numbered(mutants: readonly Mutant[]): readonly Mutant[] {
  const seen = new Map<string, number>();
  return mutants.map((mutant) => {
    const count = (seen.get(mutant.title) ?? 0) + 1;
    seen.set(mutant.title, count);
    return count === 1 ? mutant : { ...mutant, title: `${mutant.title} (${count})` };
  });
}
