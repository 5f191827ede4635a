import type { Command } from "commander";
import { readAnyClusterFile } from "../guard/cluster-file.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import type { Terminal } from "../terminal.ts";
import { bashCompletion } from "./bash.ts";
import { completionsOf } from "./tree.ts";
import { zshCompletion } from "./zsh.ts";

export async function printCompletion(
  { out }: Terminal,
  surroundings: Surroundings,
  xensan: Command,
  word: "bash" | "zsh" | "guests" | "hosts",
): Promise<void> {
  if (word === "bash") return out(bashCompletion(completionsOf(xensan)));
  if (word === "zsh") return out(zshCompletion(completionsOf(xensan)));
  const { guests, nodes } = await readAnyClusterFile(surroundings);
  out((word === "guests" ? guests : nodes).map(({ name }) => `${name}\n`).join(""));
}
