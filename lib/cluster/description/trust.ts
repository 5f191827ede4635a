/** Who owns a file or folder and who may change it: what lstat(2) and fstat(2) tell. */
export type Entry = {
  readonly kind: "file" | "folder" | "link" | "other";
  readonly uid: number;
  /** Permission bits, also the sticky bit, e.g. 0o1777. */
  readonly mode: number;
};

/**
 * Why a file or a folder above it could be changed by others than root, in a sentence that names the command that
 * mends it; undefined where only root can. In a folder with the sticky bit, such as /tmp, everyone may make a file.
 */
export function distrust(path: string, { kind, uid, mode }: Entry): string | undefined {
  if (uid === 0 && (mode & 0o022) === 0) return undefined;
  const others = (mode & 0o002) !== 0 ? "others" : "its group";
  const why = uid === 0 ? `${others} may write to it` : `user ${uid} owns it, and not root`;
  const what = `${path} decides which hosts are asked before a guest starts, but ${why}`;
  if (kind === "folder" && (mode & 0o1000) !== 0) {
    return `${what}; keep the file in a folder of root's, such as /etc/xensan.`;
  }
  const quoted = shellWord(path);
  const permissions = kind === "folder" ? "755" : "644";
  return `${what}; run: chown root:root ${quoted} && chmod ${permissions} ${quoted}`;
}

/** For an administrator to paste. */
function shellWord(text: string): string {
  return /^[A-Za-z0-9_+./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
