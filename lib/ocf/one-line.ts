/**
 * For logs and crm_mon, where a line is an entry and a terminal obeys control characters: every run of blanks, line
 * breaks and control characters becomes one blank.
 */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
}
