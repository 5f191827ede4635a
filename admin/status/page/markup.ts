/** Text that is HTML or SVG already: only what `markup` made. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | undefined | readonly Content[];

/**
 * Makes a piece of a page. What is put into it is escaped, in elements and in quoted attributes, unless it is Markup itself: what
 * stands on the page comes from other hosts. Characters that no page may hold, or that would turn the text around them, become U+FFFD.
 */
export function markup(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(
    parts.map((part, index) => `${part}${index < contents.length ? written(contents[index]) : ""}`).join(""),
  );
}

function written(content: Content): string {
  if (content === undefined) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "number") return String(content);
  if (typeof content === "string") return escaped(content);
  return content.map(written).join("");
}

const entities: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? "")
    .replaceAll(/[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069\u{FFFE}\u{FFFF}]/gu, "\uFFFD");
}
