import { spawn } from "node:child_process";

/** A program that answers line by line, for as long as somebody needs it. */
export type Conversation = {
  /** The next line that it prints, without its end; undefined: it has ended, said too much, or took longer. */
  readonly nextLine: (timeoutMs: number) => Promise<string | undefined>;
  readonly say: (line: string) => void;
  /** False once it has ended or cannot hear. */
  readonly isOpen: () => boolean;
  /** Closes its input, which ends it; nobody waits for that. */
  readonly end: () => void;
};

export type StartConversation = (file: string, args: readonly string[]) => Conversation;

/** Characters. */
const longest = 1024 * 1024;

/**
 * Starts a program without a shell; what it says on standard error is for nobody. It does not keep this process alive.
 *
 * @param ownSession a terminal's signals do not reach it
 */
export function conversationStarter(ownSession: boolean): StartConversation {
  return (file, args) => {
    const child = spawn(file, args, {
      detached: ownSession,
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["pipe", "pipe", "ignore"],
    });
    let text = "";
    let open = true;
    let heard: () => void = () => undefined;
    const close = () => {
      open = false;
      heard();
    };
    for (const each of [child, child.stdin, child.stdout]) each.on("error", close);
    child.on("close", close);
    child.stdout.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      if (text.length > longest) child.stdout.destroy();
      heard();
    });
    child.unref();
    const takeLine = (): string | undefined => {
      const at = text.indexOf("\n");
      if (at === -1) return undefined;
      const line = text.slice(0, at);
      text = text.slice(at + 1);
      return line;
    };
    return {
      isOpen: () => open,
      say: (line) => {
        if (open) child.stdin.write(`${line.replace(/\n$/, "")}\n`);
      },
      end: () => {
        open = false;
        child.stdin.end();
        child.stdout.destroy();
      },
      nextLine: (timeoutMs) =>
        new Promise((resolve) => {
          const timer = setTimeout(() => settle(undefined), timeoutMs);
          const settle = (line: string | undefined) => {
            clearTimeout(timer);
            heard = () => undefined;
            resolve(line);
          };
          heard = () => {
            const line = takeLine();
            if (line !== undefined || !open) settle(line);
          };
          heard();
        }),
    };
  };
}
