/**
 * Typed builders for the CIB of a Heartbeat 2 or Pacemaker cluster, and readers for CIBs from outside.
 *
 * Build a model with `primitive`, `clone`, `constraint`, `clusterOptions` or `configuration`, or take `evmsCloneSet`,
 * `xenGuest` and `manualOnlyPolicy`; write it with `renderers.heartbeat2` or `renderers.pacemaker` and `xmlText`. Times are
 * milliseconds. What is wrong is refused when the model is built, by a `CibError` with the path to the element.
 * `readXml` throws `XmlError` with line and column; `upgradeCib` and `checkCib` throw nothing for any XML element.
 *
 * Nothing in here reads a file, runs a command or looks at the environment.
 *
 * @example
 * import { evmsCloneSet, renderers, xmlText } from "xensan/cib";
 * const volumes = evmsCloneSet({ volumes: ["san2"], monitorMs: 30_000 });
 * process.stdout.write(xmlText(renderers.pacemaker.resource(volumes)));
 */
export type { Dialect } from "../lib/cluster/dialect.ts";
export { dialectOfCib, dialects } from "../lib/cluster/dialect.ts";
export { type CheckReport, checkCib } from "./check/check.ts";
export type { Finding, FindingCode } from "./check/finding.ts";
export { CibError, formatPath, type Path } from "./cib-error.ts";
export { type Clone, type CloneSpec, clone } from "./clone.ts";
export { type Configuration, type ConfigurationSpec, configuration, type Resource } from "./configuration.ts";
export {
  type Colocation,
  type Constraint,
  constraint,
  type Location,
  type Order,
  type Score,
} from "./constraint.ts";
export type { Renderer } from "./dialect/renderer.ts";
export { renderers } from "./dialect/renderers.ts";
export { formatDuration, parseDuration } from "./duration.ts";
export {
  type Attributes,
  comment,
  element,
  type XmlComment,
  type XmlElement,
  type XmlNode,
} from "./element.ts";
export { type EvmsCloneSetSpec, evmsCloneSet } from "./evms-clone-set.ts";
export type { Parameters } from "./nvpair.ts";
export type { Operation } from "./operation.ts";
export { explainPolicy, manualOnlyPolicy, type PolicyOption } from "./policy.ts";
export { type Primitive, type PrimitiveSpec, primitive } from "./primitive.ts";
export { type ClusterOptions, clusterOptions } from "./property.ts";
export { maxTextLength, readXml, XmlError } from "./read-xml.ts";
export type { CloneOptions, ResourceOptions } from "./resource-options.ts";
export type { Note } from "./upgrade/report.ts";
export { type Upgrade, upgradeCib } from "./upgrade/upgrade.ts";
export { type XenVmSpec, xenGuest } from "./xen-vm.ts";
export { xmlText } from "./xml-text.ts";
