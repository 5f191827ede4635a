import type { VolumesOrder } from "../../lib/storage/own-volumes.ts";
import { volumeNamePattern } from "../../lib/storage/volume-name.ts";
import type { Surroundings } from "../guard/surroundings.ts";
import { durationOption } from "../guest/options.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";
import { askNodes, type NodeAnswer } from "./ask.ts";
import type { ActivateOptions, VolumesHere, VolumesOptions } from "./command.ts";
import { differencesIn, resultOf, spreadOf } from "./judge.ts";
import { renderActivation, renderSpread } from "./table.ts";

export async function listVolumes(
  terminal: Terminal,
  surroundings: Surroundings,
  here: VolumesHere,
  names: readonly string[],
  options: VolumesOptions,
): Promise<void> {
  const order: VolumesOrder = {
    ...{ kind: "list", names: checked(names), backend: options.backend },
    ...{ refresh: false, dryRun: false },
  };
  const answers = await askNodes(terminal, surroundings, here, {
    ...questionOf(options),
    order,
    byEvmsd: false,
  });
  const spreads = spreadOf(answers);
  if (options.json === true) print(terminal, surroundings, order, answers);
  else terminal.out(renderSpread(spreads, answers));
  const canTell = answers.every(
    ({ answer }) => answer.kind === "answered" && answer.report.problem === undefined,
  );
  const areEqual = spreads.every((spread) => differencesIn(spread).length === 0);
  terminal.endWith(canTell && areEqual ? adminExit.done : adminExit.refused);
}

export async function activateVolumes(
  terminal: Terminal,
  surroundings: Surroundings,
  here: VolumesHere,
  names: readonly string[],
  options: ActivateOptions,
): Promise<void> {
  const dryRun = options.dryRun === true;
  const byEvmsd = options.evmsd === true;
  checkEvmsd(options, names);
  const order: VolumesOrder = {
    ...{ kind: "activate", names: checked(names), backend: options.backend },
    ...{ refresh: options.refresh === true, dryRun },
  };
  const answers = await askNodes(terminal, surroundings, here, { ...questionOf(options), order, byEvmsd });
  if (options.json === true) print(terminal, surroundings, order, answers);
  else terminal.out(renderActivation(answers, dryRun));
  const isWell = answers.every((each) => ["done", "asked", "would-do"].includes(resultOf(each, dryRun)));
  terminal.endWith(isWell ? adminExit.done : adminExit.refused);
}

function checkEvmsd({ evmsd, backend, dryRun }: ActivateOptions, names: readonly string[]): void {
  if (evmsd === undefined) return;
  const wrong =
    (names.length > 0 && "names, because evms_activate -n activates all of a host's volumes") ||
    (backend !== "evms" && `--backend ${backend}`) ||
    (dryRun === true && "--dry-run, because an evmsd can only be told to activate");
  if (wrong === false) return;
  throw new AdminError(adminExit.usage, `--evmsd does not go with ${wrong}; leave out one of them.`);
}

/** @throws AdminError usage */
function checked(names: readonly string[]): readonly string[] {
  const wrong = names.find((name) => name.length > 1_024 || !volumeNamePattern.test(name));
  if (wrong === undefined) return [...new Set(names)];
  throw new AdminError(
    adminExit.usage,
    `${JSON.stringify(wrong)} names no volume: give a container, a volume group, a volume or a device path, ` +
      "such as san2, SAN/nfs1 or /dev/SAN/nfs1.",
  );
}

function questionOf({ allNodes, timeout }: VolumesOptions) {
  const accepts = "a time from 1s to 1h, such as 30s or 5min";
  const timeoutMs = durationOption("--timeout", timeout, { leastMs: 1_000, mostMs: 3_600_000, accepts });
  return { allNodes: allNodes === true, timeoutMs };
}

/** Sizes in bytes, times in milliseconds. */
function print(
  terminal: Terminal,
  { machine: { hostName } }: Surroundings,
  { kind, names, refresh, dryRun }: VolumesOrder,
  answers: readonly NodeAnswer[],
): void {
  const nodes = answers.map((each) => {
    const { node, answer, tookMs } = each;
    const result = kind === "activate" ? { result: resultOf(each, dryRun) } : {};
    const { kind: how, ...said } =
      answer.kind === "answered" ? { kind: answer.kind, ...answer.report } : answer;
    return { node, answered: how !== "silent", ...result, ...said, tookMs: Math.round(tookMs) };
  });
  const activation = kind === "activate" ? { refresh, dryRun } : {};
  terminal.out(
    `${JSON.stringify({ asked: hostName, order: kind, names, ...activation, nodes }, undefined, 2)}\n`,
  );
}
