import { configuration, type Resource } from "../../cib/configuration.ts";
import { renderers } from "../../cib/dialect/renderers.ts";
import { xmlText } from "../../cib/xml-text.ts";
import type { Dialect } from "../../lib/cluster/dialect.ts";
import type { Terminal } from "../terminal.ts";

/**
 * For cibadmin.
 *
 * @param wrap with an otherwise empty CIB around it, for validators
 * @throws CibError for what no CIB may hold
 */
export function printResource(terminal: Terminal, dialect: Dialect, resource: Resource, wrap = false): void {
  const renderer = renderers[dialect];
  terminal.out(
    xmlText(wrap ? renderer.cib(configuration({ resources: [resource] })) : renderer.resource(resource)),
  );
}
