/** Who is told what an evacuation does: a person's terminal, the journal. Sentences end with a full stop. */
export type Witness = {
  readonly say: (severity: "info" | "warning" | "error", sentence: string) => void;
  /** Whatever has an expected end: a move, a shutdown. */
  readonly began: (deed: Deed) => void;
  /** What of it is under way, e.g. "asking all hosts". */
  readonly reached: (guest: string, words: string) => void;
  readonly ended: (guest: string) => void;
};

export type Deed = {
  readonly guest: string;
  /** "to host2", "shutting down". */
  readonly what: string;
  readonly expectedMs: number;
};
