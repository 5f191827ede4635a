/**
 * The kinds of parameter that a resource agent may declare. Each carries what the metadata says about it and
 * how its text is read, so that documentation and validation cannot drift apart.
 */
export type Parameter<T> = {
  /** As users and the CIB spell it, e.g. "deactivate_on_stop". */
  readonly name: string;
  /** crm and usage show it beside the name; pcs and the manual page show only the other one. */
  readonly shortdesc: string;
  /** Says all by itself, the default included. */
  readonly longdesc: string;
  /** `content/@type` in the metadata. The RNG of resource-agents 4.12 knows no "select". */
  readonly type: "string" | "integer" | "boolean" | "time";
  /** As metadata and users spell it. Absent: the parameter has no default. */
  readonly default?: string;
  /** In words, for error messages: 'auto, evms or lvm'. */
  readonly accepts: string;
  readonly parse: (text: string) => Parsed<T>;
};

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false };

type Description = {
  readonly name: string;
  readonly shortdesc: string;
  readonly longdesc: string;
};

/** One of a few words; `choices` become the value's type. */
export function choice<const T extends string>(
  description: Description & { readonly choices: readonly T[]; readonly default: NoInfer<T> },
): Parameter<T> {
  const { choices, ...rest } = description;
  return {
    ...rest,
    type: "string",
    accepts: inWords(choices),
    parse: (text) => {
      const value = choices.find((each) => each === text);
      return value === undefined ? { ok: false } : { ok: true, value };
    },
  };
}

/** Spellings as in ocf_is_true of resource-agents (any case), and their opposites. Anything else is an error. */
export function flag(description: Description & { readonly default: boolean }): Parameter<boolean> {
  return {
    ...description,
    type: "boolean",
    default: String(description.default),
    accepts: "true or false",
    parse: (text) => {
      if (/^(1|yes|true|on|ja)$/i.test(text)) return { ok: true, value: true };
      if (/^(0|no|false|off|nein)$/i.test(text)) return { ok: true, value: false };
      return { ok: false };
    },
  };
}

/** Words separated by blanks or commas, each matching `item`. Empty text is an empty list. */
export function list(
  description: Description & { readonly item: RegExp; readonly accepts: string },
): Parameter<readonly string[]> {
  const { item, ...rest } = description;
  return {
    ...rest,
    type: "string",
    default: "",
    parse: (text) => {
      const value = text.split(/[\s,]+/).filter((word) => word !== "");
      return value.every((word) => item.test(word)) ? { ok: true, value } : { ok: false };
    },
  };
}

/** Text that `allows` lets pass; undefined where nothing is given. */
export function text(
  description: Description & { readonly allows: (text: string) => boolean; readonly accepts: string },
): Parameter<string | undefined> {
  const { allows, ...rest } = description;
  return {
    ...rest,
    type: "string",
    parse: (given) =>
      given === "" || allows(given) ? { ok: true, value: given === "" ? undefined : given } : { ok: false },
  };
}

/** A whole number; its unit is said in the description. */
export function wholeNumber(
  description: Description & { readonly least: number; readonly most: number; readonly default: number },
): Parameter<number> {
  const { least, most, ...rest } = description;
  return {
    ...rest,
    type: "integer",
    default: String(description.default),
    accepts: `a whole number from ${least} to ${most}`,
    parse: (given) => numberIn(given, least, most),
  };
}

/** Whole seconds, with or without "s" behind them; undefined where nothing is given. */
export function seconds(description: Description & { readonly most: number }): Parameter<number | undefined> {
  const { most, ...rest } = description;
  return {
    ...rest,
    // The RNG of resource-agents 4.12 knows no "time".
    type: "string",
    accepts: `whole seconds from 0 to ${most}, such as 90 or 90s`,
    parse: (given) =>
      given === "" ? { ok: true, value: undefined } : numberIn(given.replace(/s$/, ""), 0, most),
  };
}

function numberIn(given: string, least: number, most: number): Parsed<number> {
  const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
  return value >= least && value <= most ? { ok: true, value } : { ok: false };
}

function inWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
