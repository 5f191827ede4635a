/** How an operation that was open came to its end. `text`: one sentence. `reason`: one clause. */
export type Settled =
  | { readonly kind: "settled"; readonly where: "here" | "there" | "nowhere"; readonly text: string }
  /** The operation stays open. */
  | { readonly kind: "unfinished"; readonly reason: string };

/** How mending ended where it may also be refused: then nothing is open and all is as it was. */
export type Mended = Settled | { readonly kind: "refused"; readonly reason: string };
