import { actionsOn } from "../../../../agents/XenVM/actions.ts";
import { xenVm } from "../../../../agents/XenVM/agent.ts";
import type {
  GuestGuard,
  Host,
  LeaseHere,
  ToolstackChoice,
  Work,
  XenVmCall,
} from "../../../../agents/XenVM/host.ts";
import type { Survey } from "../../../../lib/guard/facts.ts";
import type { PermitAction } from "../../../../lib/guard/permit/permit.ts";
import type { Found, PermitStore } from "../../../../lib/guard/permit/permit-store.ts";
import type { Ending } from "../../../../lib/guard/step.ts";
import { checkLevel, parseEnvironment } from "../../../../lib/ocf/environment.ts";
import { parseNotification } from "../../../../lib/ocf/notification.ts";
import { OcfError } from "../../../../lib/ocf/ocf-error.ts";
import { parseParameters } from "../../../../lib/ocf/parse-parameters.ts";
import type { CommandResult } from "../../../../lib/system/command.ts";
import { deadlineAfter } from "../../../../lib/system/deadline.ts";
import type { DomainState } from "../../../../lib/xen/domain.ts";
import { roleOf } from "../../../../lib/xen/domain.ts";
import { parseDomainConfig } from "../../../../lib/xen/domain-config.ts";
import type { Presence } from "../../../../lib/xen/presence.ts";
import type { Toolstack } from "../../../../lib/xen/toolstack.ts";

/** What a test may say about the call and the host; what it does not say is not there, and asking for it throws. */
export type Given = {
  readonly action: keyof ReturnType<typeof actionsOn>;
  /** OCF_RESKEY_* without the prefix. Default: name=nfs1. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly withinMs?: number;
  /** One for each look, the last for all further ones. */
  readonly looks?: readonly Presence[];
  /** Milliseconds that each look takes. */
  readonly lookTakesMs?: number;
  readonly toolstack?: Partial<Toolstack> | "missing";
  /** Contents of configuration files by path; the others are not there. */
  readonly configs?: Readonly<Record<string, string>>;
  readonly permits?: Readonly<Partial<Record<PermitAction, Found>>>;
  /** Guests of the cluster file with their configurations, or why there is none. */
  readonly listed?: Readonly<Record<string, string>> | string;
  readonly lease?: LeaseHere;
  readonly survey?: Survey;
  /** How each guarded program ends, in their order. */
  readonly endings?: readonly Ending[];
  readonly scripts?: Readonly<Record<string, { readonly result: CommandResult; readonly takesMs?: number }>>;
  readonly target?: string;
};

export type Outcome = {
  readonly code: number;
  readonly reason: string | undefined;
  readonly log: readonly string[];
  readonly works: readonly Work[];
  /** Permits that were used up. */
  readonly consumed: readonly string[];
  readonly pauses: readonly number[];
  /** Caps in milliseconds of the scripts that were run. */
  readonly caps: readonly number[];
  readonly asked: readonly ToolstackChoice[];
};

/** One run of an action, ended as run-agent ends it. */
export async function act(given: Given): Promise<Outcome> {
  let nowMs = 0;
  const log: string[] = [];
  const works: Work[] = [];
  const consumed: string[] = [];
  const pauses: number[] = [];
  const caps: number[] = [];
  const asked: ToolstackChoice[] = [];
  const clock = {
    nowMs: () => nowMs,
    sleep: async (ms: number) => {
      pauses.push(ms);
      nowMs += ms;
    },
  };
  const waiting = [...(given.looks ?? [])];
  const toolstack: Toolstack = {
    ...unexpectedToolstack,
    find: async (guest) => {
      nowMs += given.lookTakesMs ?? 0;
      const next = waiting.length > 1 ? waiting.shift() : waiting[0];
      return next ?? unexpected(`look for ${guest}`);
    },
    ...(given.toolstack === "missing" ? {} : given.toolstack),
  };
  const endings = [...(given.endings ?? [])];
  const guestGuard: GuestGuard = {
    kind: "guest",
    leaseHere: async () => given.lease ?? unexpected("question for the lease"),
    survey: async () => given.survey ?? unexpected("survey"),
    run: async (work) => {
      works.push(work);
      return endings.shift() ?? unexpected(`guarded ${work.kind}`);
    },
  };
  const { listed } = given;
  const find = (_: string, action: PermitAction): Found => given.permits?.[action] ?? { kind: "none" };
  const permits: PermitStore = {
    issue: () => unexpected("issue of a permit"),
    peek: find,
    consume: (guest, action) => {
      consumed.push(`${guest} ${action}`);
      return find(guest, action);
    },
  };
  const host: Host = {
    nameFor: () => "host1",
    toolstack: async (_, choice) => {
      asked.push(choice);
      return given.toolstack === "missing" ? undefined : toolstack;
    },
    readConfig: async (path) => {
      const text = given.configs?.[path];
      return text === undefined
        ? { kind: "missing" }
        : parseDomainConfig(path, new TextEncoder().encode(text));
    },
    permits: async () => permits,
    guard: async () => {
      if (typeof listed === "string") return { kind: "unavailable", reason: listed };
      const guests = Object.entries(listed ?? unexpected("look into the cluster file"));
      return {
        kind: "open",
        guard: {
          guests: guests.map(([name, config]) => ({ name, config })),
          forGuest: async () => guestGuard,
        },
      };
    },
    isExecutable: (path) => given.scripts?.[path] !== undefined,
    migrationTarget: () => given.target,
  };
  const run: XenVmCall["run"] = async (file, _args, { timeoutMs }) => {
    const script = given.scripts?.[file] ?? unexpected(`run of ${file}`);
    caps.push(timeoutMs);
    nowMs += script.takesMs ?? 0;
    return script.result;
  };
  const call = callOf(given, clock, run, log);
  const told = { log, works, consumed, pauses, caps, asked };
  try {
    return { code: await actionsOn(host)[given.action](call), reason: undefined, ...told };
  } catch (error) {
    if (error instanceof OcfError) return { code: error.code, reason: error.message, ...told };
    throw error;
  }
}

function callOf(given: Given, clock: XenVmCall["clock"], run: XenVmCall["run"], log: string[]): XenVmCall {
  const parameters = Object.entries(given.parameters ?? { name: "nfs1" });
  const variables = {
    OCF_RESOURCE_INSTANCE: "guest",
    ...Object.fromEntries(parameters.map(([name, text]) => [`OCF_RESKEY_${name}`, text])),
    ...given.variables,
  };
  const parsedParameters = parseParameters(xenVm, variables);
  const environment = parseEnvironment(variables);
  const write = (severity: string) => (text: string) => log.push(`${severity}: ${text}`);
  return {
    environment,
    checkLevel: () => checkLevel(environment),
    notification: () => parseNotification(variables),
    parsedParameters,
    parameters: () => {
      if (parsedParameters.ok) return parsedParameters.values;
      throw new OcfError(6, `${environment.instance}: ${parsedParameters.problem}`);
    },
    deadline: deadlineAfter(clock, given.withinMs ?? 55_000),
    clock,
    run,
    log: {
      debug: write("debug"),
      info: write("info"),
      warning: write("warning"),
      error: write("error"),
      reason: write("reason"),
      flush: async () => {},
    },
    signal: new AbortController().signal,
  };
}

const unexpectedToolstack: Toolstack = {
  title: "xl",
  list: async () => unexpected("list"),
  listWithDisks: async () => unexpected("listWithDisks"),
  bothLists: async () => unexpected("bothLists"),
  find: async () => unexpected("find"),
  info: async () => unexpected("info"),
  create: async () => unexpected("create"),
  shutdown: async () => unexpected("shutdown"),
  destroy: async () => unexpected("destroy"),
  pause: async () => unexpected("pause"),
  unpause: async () => unexpected("unpause"),
  rename: async () => unexpected("rename"),
  migrate: async () => unexpected("migrate"),
  resume: async () => unexpected("resume"),
};

/** A recurring monitor, as Pacemaker calls it. */
export const recurring = { OCF_RESKEY_CRM_meta_interval: "30000" };

export const absent: Presence = { kind: "absent" };

export function unknown(reason: string): Presence {
  return { kind: "unknown", reason };
}

/** The guest's domain, here in a state and under one of its names. */
export function here(state: DomainState, name = "nfs1", domid = 5): Presence {
  const role = roleOf("nfs1", name) ?? unexpected(`name ${name}`);
  return { kind: "running", domains: [{ domain: { domid, name, state, memoryMiB: 128, vcpus: 1 }, role }] };
}

export const exited = (exitCode: number, stderr = ""): CommandResult => ({
  kind: "exited",
  exitCode,
  stdout: "",
  stderr,
});

export function unexpected(what: string): never {
  throw new Error(`unexpected ${what}`);
}
