/**
 * A text as one word of a shell's, whatever it has in it: in single quotes nothing means anything but the end quote.
 *
 * @throws Error for a control character, which no path or option of ours has
 */
export function shellWord(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new Error(`${JSON.stringify(text)} cannot stand in a settings file`);
  return /^[A-Za-z0-9_/.:=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
