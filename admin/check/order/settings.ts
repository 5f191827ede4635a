import { evacuateProgram } from "../../host/order/xendomains-settings.ts";
import type { SettingsFacts } from "./facts.ts";

const render = "run xensan host render --apply";

/** What xendomains does by its settings. They are read as text and never run. */
export function settingsFindings(settings: SettingsFacts): readonly string[] {
  if (settings.kind === "unknown") return [`What xendomains does cannot be told: ${settings.reason}.`];
  const { path } = settings;
  if (settings.kind === "absent") {
    return [`${path} does not exist, so 'xendomains stop' moves nobody away: ${render}.`];
  }
  const { text, toStart } = settings;
  const values = valuesIn(text);
  const wrong = (key: string, must: string) =>
    `${path} has ${key}=${values.get(key)}, and it must be ${must}: ${render}.`;
  return [
    ...(runs(text)
      ? []
      : [`${path} does not run ${evacuateProgram}, so 'xendomains stop' moves nobody away: ${render}.`]),
    ...(["XENDOMAINS_SAVE", "XENDOMAINS_MIGRATE"] as const)
      .filter((key) => (values.get(key) ?? "") !== "")
      .map((key) => wrong(key, "empty")),
    ...(values.get("XENDOMAINS_RESTORE") === "true" ? [wrong("XENDOMAINS_RESTORE", "false")] : []),
    ...(values.get("XENDOMAINS_AUTO_ONLY") === "true" ? [wrong("XENDOMAINS_AUTO_ONLY", "false")] : []),
    ...(toStart.length === 0
      ? []
      : [
          `xendomains starts ${toStart.join(", ")} by itself at boot, from ${values.get("XENDOMAINS_AUTO")}: ` +
            "take that out of there.",
        ]),
  ];
}

function runs(text: string): boolean {
  return text.split("\n").some((line) => !/^\s*#/.test(line) && line.includes(evacuateProgram));
}

/** The last assignment counts; quotes are taken off. */
export function valuesIn(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, key, value = ""] = /^\s*(XENDOMAINS_[A-Z_]+)=(\S*)/.exec(line) ?? [];
    if (key !== undefined) values.set(key, value.replace(/^(["'])(.*)\1$/, "$2"));
  }
  return values;
}
