import * as z from "zod/mini";

/** Below the root of a host. */
export const stateFolder = "var/lib/xensan/host";
export const recordPath = `${stateFolder}/written.json`;
export const backupsFolder = `${stateFolder}/backups`;

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const mode = z.string().check(z.regex(/^0[0-7]{3}$/));
/** Nothing but configuration is ever written, whatever a record says. */
const inEtc = "(?:\\/(?!\\.{1,2}(?:\\/|$))[A-Za-z0-9@_.-]+)";
const path = z.string().check(z.regex(new RegExp(`^etc${inEtc}+$`)));
/** Also /etc itself, which a root that was empty did not have. */
const folder = z.string().check(z.regex(new RegExp(`^etc${inEtc}*$`)));

/** Our part of a file, as it was written last. */
const own = z.strictObject({ path, extent: z.enum(["whole", "block", "header"]), sha256 });

const kept = z.strictObject({
  path,
  extent: z.enum(["whole", "block", "header"]),
  /** What was there; absent: no file. The file itself is in the backup's folder. */
  before: z.optional(z.strictObject({ mode, sha256: z.optional(sha256) })),
  /** Our part, as this apply wrote it, or began to; null: it was taken away. */
  after: z.array(z.nullable(sha256)),
  /** What the record had of it before. */
  owned: z.optional(own),
});

const schema = z.strictObject({
  format: z.literal(1),
  /** "changing" from before the first change until after the last: a crash leaves it so. */
  state: z.enum(["changing", "written"]),
  files: z.array(own),
  /** The oldest first. */
  backups: z.array(
    z.strictObject({
      name: z.string().check(z.regex(/^\d{4,}$/)),
      files: z.array(kept),
      /** That were made for its files. */
      folders: z.array(folder),
    }),
  ),
});

/** What apply wrote, and so what of a host's configuration is ours. */
export type WrittenRecord = z.infer<typeof schema>;
export type OwnPart = WrittenRecord["files"][number];
export type Backup = WrittenRecord["backups"][number];
export type KeptFile = Backup["files"][number];

export const emptyRecord: WrittenRecord = { format: 1, state: "written", files: [], backups: [] };

/** Undefined where the text is not one: then nobody knows what is ours. */
export function parseRecord(text: string): WrittenRecord | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

export function renderRecord(record: WrittenRecord): string {
  return `${JSON.stringify(schema.parse(record), null, 2)}\n`;
}
