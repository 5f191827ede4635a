/** For people: that crm_mon may be wrong, why, and what to do. */
export function oldPictureSentence(guests: readonly string[], problem: string): string {
  const [first = "", ...more] = guests;
  const repair = `xensan repair ${first}${more.length === 0 ? "" : ", and so for each of them,"}`;
  return `the cluster manager may show an old picture of ${guests.join(", ")}: ${problem}; ${repair} has it look anew.`;
}

/** Where a guest has gone to a host of which the cluster manager here shows nothing. */
export function outOfSight(host: string, here: string): string {
  return `${host} is out of the cluster as ${here} sees it`;
}
