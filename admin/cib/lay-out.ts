/** Breaks a text into lines of at most `width` characters, at blanks. A longer word stands on a line of its own. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Labels in a column, texts wrapped beside them; blanks at the left of every line. */
export function labelled(rows: readonly (readonly [label: string, text: string])[], indent: number): string {
  const column = Math.max(...rows.map(([label]) => label.length)) + 2;
  return rows
    .flatMap(([label, text]) =>
      wrap(text, width - indent - column).map((line, index) => {
        return `${" ".repeat(indent)}${(index === 0 ? label : "").padEnd(column)}${line}`.trimEnd();
      }),
    )
    .map((line) => `${line}\n`)
    .join("");
}

/** "1 finding", "3 findings". */
export function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}

/** Of a terminal that nobody has enlarged, with some room to read. */
const width = 100;
