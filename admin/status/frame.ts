/** In characters. */
export type ScreenSize = { readonly columns: number; readonly rows: number };

/** xterm's alternate screen (DEC private mode 1049) without a cursor; what was on the terminal is left as it is. */
export const take = "\u001b[?1049h\u001b[?25l";
export const leave = "\u001b[?25h\u001b[?1049l";

/**
 * One picture over the one before, without clearing the screen first, which would flicker. What does not fit is cut off, and
 * the last line says so: a line that wraps, or one too many, would scroll the screen.
 */
export function frame(text: string, { columns, rows }: ScreenSize): string {
  const lines = text.replace(/\n$/, "").split("\n");
  const shown =
    lines.length <= rows
      ? lines
      : [...lines.slice(0, rows - 1), `... ${lines.length - rows + 1} more lines: make the window larger.`];
  const cut = shown.map((line) => {
    const characters = [...line];
    return characters.length <= columns ? line : `${characters.slice(0, Math.max(0, columns - 1)).join("")}>`;
  });
  return `\u001b[H${cut.map((line) => `${line}\u001b[K`).join("\r\n")}\u001b[J`;
}
