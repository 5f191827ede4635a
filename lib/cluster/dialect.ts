/** The two spellings of a CIB: Heartbeat 2.0.8 to 2.1.x, and Pacemaker 1.x and later. */
export const dialects = ["heartbeat2", "pacemaker"] as const;
export type Dialect = (typeof dialects)[number];

/**
 * Tells from the attributes of the outermost element, which both cibs write on their own: Pacemaker's has hyphens
 * and names its schema, Heartbeat 2's has underscores (seen: 2.0.8 and 2.1.5).
 */
export function dialectOfCib(text: string): Dialect | undefined {
  const tag = /<cib\s[^>]*>/.exec(text)?.[0];
  if (tag === undefined) return undefined;
  if (/\s(?:validate-with|have-quorum|dc-uuid)=/.test(tag)) return "pacemaker";
  return /\s(?:have_quorum|ignore_dtd|cib_feature_revision|ccm_transition|dc_uuid)=/.test(tag)
    ? "heartbeat2"
    : undefined;
}
