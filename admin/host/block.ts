/** Our lines in a file that is not ours stand between two lines that nobody else writes. */

const beginMark = "# BEGIN xensan host render: change /etc/xensan/cluster.yaml, and apply it again";
const endMark = "# END xensan host render";

/** What a file has of ours. */
export type Block =
  | { readonly kind: "absent" }
  /** Offsets in the text: from the first mark's line to the end of the second's. */
  | { readonly kind: "block"; readonly content: string; readonly start: number; readonly end: number }
  /** `why` completes "FILE …". */
  | { readonly kind: "broken"; readonly why: string };

export function marked(content: string): string {
  return `${beginMark}\n${content}${endMark}\n`;
}

/** Finds our lines. Marks that do not stand in pairs were edited by somebody, and then nobody knows what is ours. */
export function findBlock(text: string): Block {
  const begins = offsetsOf(text, beginMark);
  const ends = offsetsOf(text, endMark);
  const [begin] = begins;
  const [end] = ends;
  if (begin === undefined && end === undefined) return { kind: "absent" };
  if (begins.length > 1 || ends.length > 1)
    return broken("has more than one of the lines that mark xensan's part");
  if (begin === undefined)
    return broken(`has the line "${endMark}" and not the one that begins xensan's part`);
  if (end === undefined || end < begin)
    return broken(`has no line "${endMark}" below the one that begins xensan's part`);
  const inside = begin + beginMark.length + 1;
  const after = end + endMark.length;
  return {
    kind: "block",
    content: text.slice(inside, end),
    start: begin,
    end: text[after] === "\n" ? after + 1 : after,
  };
}

/** The text with our lines in their place, or at its end where it has none yet. */
export function withBlock(text: string, content: string): string {
  const block = findBlock(text);
  if (block.kind === "block") return text.slice(0, block.start) + marked(content) + text.slice(block.end);
  const whole = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return whole + marked(content);
}

function broken(why: string): Block {
  return { kind: "broken", why };
}

/** Of a line that is exactly this. */
function offsetsOf(text: string, line: string): readonly number[] {
  const offsets: number[] = [];
  for (let at = text.indexOf(line); at !== -1; at = text.indexOf(line, at + 1)) {
    const after = text[at + line.length];
    if ((at === 0 || text[at - 1] === "\n") && (after === undefined || after === "\n")) offsets.push(at);
  }
  return offsets;
}
