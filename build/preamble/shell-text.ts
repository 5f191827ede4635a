/** A text as one word of sh. Nothing in it ends the comment that hides the preamble from Node.js. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''").replaceAll("*/", "*''/")}'`;
}
