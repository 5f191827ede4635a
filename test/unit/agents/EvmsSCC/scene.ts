import { evmsScc } from "../../../../agents/EvmsSCC/agent.ts";
import type { EvmsSccCall, Host } from "../../../../agents/EvmsSCC/host.ts";
import type { RecordFile, StartRecord } from "../../../../agents/EvmsSCC/record-file.ts";
import { checkLevel, parseEnvironment } from "../../../../lib/ocf/environment.ts";
import { parseNotification } from "../../../../lib/ocf/notification.ts";
import { OcfError } from "../../../../lib/ocf/ocf-error.ts";
import { parseParameters } from "../../../../lib/ocf/parse-parameters.ts";
import type { DeviceState } from "../../../../lib/storage/block-device.ts";
import type { VolumeManager } from "../../../../lib/storage/volume-manager.ts";
import { deadlineAfter } from "../../../../lib/system/deadline.ts";

export const usable: DeviceState = { kind: "usable", sectorBytes: 512 };
export const absent: DeviceState = { kind: "absent" };

/** A clock that only its sleeper and the test move. */
export function movedClock() {
  let nowMs = 0;
  const pauses: number[] = [];
  return {
    pauses,
    pass: (ms: number) => {
      nowMs += ms;
    },
    nowMs: () => nowMs,
    sleep: async (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      pauses.push(ms);
      nowMs += ms;
    },
  };
}

/** What a test may say about the call and the host; what it does not say is not there, and asking for it throws. */
export type Given = {
  /** OCF_RESKEY_* without the prefix. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly withinMs?: number;
  readonly evms?: VolumeManager;
  readonly lvm?: VolumeManager;
  readonly devices?: Readonly<Record<string, DeviceState>> | ((path: string) => DeviceState);
  readonly recordFile?: Partial<RecordFile>;
  readonly startedWith?: readonly string[];
  readonly stoppedWith?: readonly string[];
  readonly readSector?: Host["readSector"];
  readonly signal?: AbortSignal;
  readonly clock?: ReturnType<typeof movedClock>;
};

export function scene(given: Given) {
  const clock = given.clock ?? movedClock();
  const lines: string[] = [];
  const record = memoryRecord(given);
  return { clock, lines, record, call: callOf(given, clock, lines), host: hostOf(given, record.file) };
}

function callOf(given: Given, clock: ReturnType<typeof movedClock>, lines: string[]): EvmsSccCall {
  const parameters = Object.entries(given.parameters ?? {}).map(([name, text]) => [
    `OCF_RESKEY_${name}`,
    text,
  ]);
  const variables = {
    OCF_RESOURCE_INSTANCE: "evmsclone",
    ...Object.fromEntries(parameters),
    ...given.variables,
  };
  const parsedParameters = parseParameters(evmsScc, variables);
  const write = (severity: string) => (text: string) => lines.push(`${severity}: ${text}`);
  const environment = parseEnvironment(variables);
  return {
    environment,
    checkLevel: () => checkLevel(environment),
    notification: () => parseNotification(variables),
    parsedParameters,
    parameters: () => {
      if (parsedParameters.ok) return parsedParameters.values;
      throw new OcfError(6, parsedParameters.problem);
    },
    deadline: deadlineAfter(clock, given.withinMs ?? 85_000),
    clock,
    run: async (file) => unexpected(`run of ${file}`),
    log: {
      debug: write("debug"),
      info: write("info"),
      warning: write("warning"),
      error: write("error"),
      reason: write("reason"),
      flush: async () => {},
    },
    signal: given.signal ?? new AbortController().signal,
  };
}

function hostOf(given: Given, file: RecordFile): Host {
  const { devices = {} } = given;
  const programs = [given.evms?.program, given.lvm?.program];
  return {
    nameFor: () => "host1",
    recordFileFor: () => ({ ...file, ...given.recordFile }),
    managers: () => ({
      evms: async () => given.evms ?? unexpected("use of EVMS"),
      lvm: async () => given.lvm ?? fakeManager({ title: "LVM2" }),
    }),
    isInstalled: (program) => programs.includes(program),
    lookAtDevice: (path) => (typeof devices === "function" ? devices(path) : (devices[path] ?? absent)),
    readSector: given.readSector ?? (async (_call, { path }) => unexpected(`read of ${path}`)),
  };
}

/** A volume manager that does only what a test says. */
export function fakeManager(does: Partial<VolumeManager> & Pick<VolumeManager, "title">): VolumeManager {
  return {
    program: does.title === "EVMS" ? "evms_activate" : "lvm",
    waitsFor: () => undefined,
    activate: async () => unexpected("activate"),
    list: async () => unexpected("list"),
    recall: (paths) =>
      does.title === "EVMS" ? paths.map((path) => ({ name: path.slice("/dev/evms/".length), path })) : [],
    ...does,
  };
}

export function memoryRecord({ startedWith, stoppedWith }: Pick<Given, "startedWith" | "stoppedWith">) {
  let content: StartRecord | undefined;
  if (startedWith !== undefined) content = { state: "started", paths: startedWith };
  if (stoppedWith !== undefined) content = { state: "stopped", paths: stoppedWith };
  const file: RecordFile = {
    path: "/run/resource-agents/xensan-EvmsSCC-evmsclone",
    read: () => content,
    write: (record) => {
      content = record;
    },
    remove: () => {
      content = undefined;
    },
  };
  return {
    file,
    /** What a monitor would look at; undefined where it would say "not running". */
    paths: () => (content?.state === "started" ? content.paths : undefined),
    remembered: () => content?.paths,
  };
}

function unexpected(what: string): never {
  throw new Error(`unexpected ${what}`);
}
