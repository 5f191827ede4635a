import { type Content, type Markup, markup } from "./markup.ts";

export type Table = {
  readonly caption: string;
  readonly heads: readonly string[];
  /** The first cell of each is what the row is about. */
  readonly rows: readonly (readonly Content[])[];
};

/**
 * A table that becomes a list of cards on a phone. There its elements are shown as blocks, and browsers forget then what they are:
 * the roles say it again.
 */
export function table({ caption, heads, rows }: Table): Markup {
  const head = heads.map((text) => markup`<th scope="col" role="columnheader">${text}</th>`);
  return markup`<table role="table">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">
${rows.map(([first, ...others]) => row(first, others, heads))}</tbody>
</table>
`;
}

function row(first: Content, others: readonly Content[], heads: readonly string[]): Markup {
  const cells = others.map(
    (cell, index) => markup`<td role="cell" data-label="${heads[index + 1]}"><span>${cell}</span></td>`,
  );
  return markup`<tr role="row"><th scope="row" role="rowheader">${first}</th>${cells}</tr>
`;
}
