import { formatPath } from "../cib-error.ts";
import type { XmlElement } from "../element.ts";
import type { Placed } from "../walk.ts";

/** Something about an upgrade that an administrator should know. */
export type Note = {
  /**
   * "lost": not in the output. "renamed": an id had to change. "changed": written in another way, or written out
   * because the defaults of the two clusters differ. "wrong": a value that is in the output as it was, and that
   * Pacemaker does not take.
   */
  readonly kind: "lost" | "renamed" | "changed" | "wrong";
  /** Of the opening tag in the text that was read, from 1. */
  readonly line: number | undefined;
  /** e.g. `clone "evmscloneset" > primitive "evmsclone"` */
  readonly path: string;
  readonly what: string;
  readonly why: string;
  /** What the administrator does about it. */
  readonly todo: string;
};

export type Report = {
  readonly notes: readonly Note[];
  /** An attribute that is not in the output. */
  readonly lostAttribute: (at: Placed, name: string, why: string, todo: string) => void;
  /** An element that is not in the output, with everything in it. */
  readonly lostElement: (at: Placed, why: string, todo: string) => void;
  readonly renamed: (at: Placed, from: string, to: string, why: string) => void;
  readonly changed: (at: Placed, what: string, why: string, todo: string) => void;
  /** A value that is carried over as it is, though Pacemaker does not take it. */
  readonly wrong: (at: Placed, what: string) => void;
};

export function startReport(): Report {
  const notes: Note[] = [];
  const add = (kind: Note["kind"], at: Placed, what: string, why: string, todo: string) => {
    notes.push({
      kind,
      line: at.element.line,
      path: formatPath(at.path) || at.element.name,
      what,
      why,
      todo,
    });
  };
  return {
    notes,
    lostAttribute: (at, name, why, todo) => {
      add("lost", at, `attribute ${name}="${at.element.attributes[name] ?? ""}"`, why, todo);
    },
    lostElement: (at, why, todo) => add("lost", at, describe(at.element), why, todo),
    renamed: (at, from, to, why) =>
      add("renamed", at, `id "${from}" is now "${to}"`, why, "use the new id in commands"),
    changed: (at, what, why, todo) => add("changed", at, what, why, todo),
    wrong: (at, what) =>
      add(
        "wrong",
        at,
        what,
        "Pacemaker does not take it, and goes by a value of its own",
        "correct it in the output",
      ),
  };
}

function describe(element: XmlElement): string {
  const attributes = Object.entries(element.attributes).map(([name, value]) => ` ${name}="${value}"`);
  const inside = element.children.some(({ kind }) => kind === "element") ? " with all in it" : "";
  return `<${element.name}${attributes.join("")}>${inside}`;
}
