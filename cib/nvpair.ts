import { CibError, type Path, step } from "./cib-error.ts";
import { controlCharacters, element, refuseCharacters, type XmlElement } from "./element.ts";

/** Names and values of a resource agent's parameters, in the order in which they are written. */
export type Parameters = { readonly [name: string]: string };

/** @throws CibError for a name that no agent can read, or a value with control characters */
export function checkParameters(parameters: Parameters, path: Path): Parameters {
  for (const [name, value] of Object.entries(parameters)) {
    const where = [...path, step("parameter", name)];
    // An agent sees OCF_RESKEY_<name> in its environment: a name that no shell can read is a mistake.
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) {
      throw new CibError(where, "a parameter's name has letters, digits, _ and -, with a letter or _ first");
    }
    if (typeof value !== "string")
      throw new CibError(where, `the value is ${JSON.stringify(value)}; it takes text`);
    refuseCharacters(value, controlCharacters, where);
  }
  return parameters;
}

export function nvpair(id: string, name: string, value: string): XmlElement {
  return element("nvpair", { id, name, value });
}
