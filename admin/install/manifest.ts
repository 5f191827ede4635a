import * as z from "zod/mini";
import {
  backupNamePattern,
  installedFilePattern,
  installedFolderPattern,
  manifestPath,
  providerPattern,
} from "./layout.ts";

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const version = z.string().check(z.regex(/^[A-Za-z0-9_.+-]+$/));
const mode = z.string().check(z.regex(/^0[0-7]{3}$/));
const path = z.string().check(z.regex(installedFilePattern));

const schema = z.strictObject({
  format: z.literal(1),
  /** "installing" from before the first change until after the last: a crash leaves it so. */
  state: z.enum(["installing", "installed"]),
  version,
  provider: z.string().check(z.regex(providerPattern)),
  files: z.array(
    z.strictObject({
      path,
      mode,
      sha256,
      /** While installing: other contents that the file may still have, and that are ours as well. */
      earlier: z.optional(z.array(sha256)),
    }),
  ),
  /** Folders that install made, an outer one before those in it. */
  folders: z.array(z.string().check(z.regex(installedFolderPattern))),
  /** Folders in backups/ with what a later version replaced, the oldest first. */
  backups: z.array(
    z.strictObject({
      name: z.string().check(z.regex(backupNamePattern)),
      version,
      files: z.array(z.strictObject({ path, mode, sha256 })),
    }),
  ),
  /** While installing: the backup that is being made. */
  pending: z.optional(z.string().check(z.regex(backupNamePattern))),
});

/** What install wrote, and so what is ours. It is in the file system before the first file is. */
export type Manifest = z.infer<typeof schema>;
export type ManifestFile = Manifest["files"][number];
export type Backup = Manifest["backups"][number];

export type ManifestReading =
  | { readonly kind: "manifest"; readonly manifest: Manifest }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Reads the text of a manifest. What cannot be understood is not guessed at: its files may be anybody's. */
export function parseManifest(text: string): ManifestReading {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return unreadable("it is not JSON");
  }
  const format = z.object({ format: z.number() }).safeParse(json);
  if (format.success && format.data.format > 1) {
    return unreadable(`a newer xensan wrote it (format ${format.data.format})`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { kind: "manifest", manifest: parsed.data };
  const [issue] = parsed.error.issues;
  return unreadable(`its ${issue?.path.join(".") || "content"} is not what xensan writes`);
}

function unreadable(reason: string): ManifestReading {
  return { kind: "unreadable", reason: `${manifestPath} cannot be understood: ${reason}` };
}

/** The text of a manifest: the same content gives the same bytes, in the schema's order. */
export function renderManifest(manifest: Manifest): string {
  return `${JSON.stringify(schema.parse(manifest), null, 2)}\n`;
}

/** Every content of this path that install ever wrote and still knows of. */
export function ownContents(manifest: Manifest, filePath: string): ReadonlySet<string> {
  const files: readonly ManifestFile[] = [
    ...manifest.files,
    ...manifest.backups.flatMap((backup) => backup.files),
  ];
  return new Set(
    files.filter((file) => file.path === filePath).flatMap((file) => [file.sha256, ...(file.earlier ?? [])]),
  );
}
