/** Reads `lvm pvs --reportformat json -o pv_name`; undefined: it is something else. Gone ones are called [unknown]. */
export function parsePvs(text: string): readonly string[] | undefined {
  try {
    const { report } = JSON.parse(text) as {
      readonly report?: readonly { readonly pv?: readonly unknown[] }[];
    };
    const rows = report?.flatMap(({ pv }) => pv ?? [undefined]);
    const names = rows?.map((row) => (row as { readonly pv_name?: unknown } | undefined)?.pv_name);
    return names?.every((name) => typeof name === "string") ? (names as readonly string[]) : undefined;
  } catch {
    return undefined;
  }
}
