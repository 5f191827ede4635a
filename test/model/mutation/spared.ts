/** Mutants that the model need not find: what they switch off is asked, done or found out a second time, or falls too late for each run. */
export const spared: Readonly<Record<string, string>> = {
  "without leaseIsFree in checks() of may-begin.ts":
    "acquire refuses another host's claim itself, unless that host's sign of life is dead; here it is said before anything is tried, and in words",
  "without runsThere in checks() of may-leave.ts":
    "what stands still has an open operation or is not moved for want of its domain's id; here it is said in words",
  "without mayBegin in checks() of may-leave.ts":
    "the destination's prepare asks its own host, and the source has the guest while its departure is open; here it is said before anything moves",
  'never "!survey.answers.has(host)" in doubtOfDeath() of death.ts':
    "the membership knows nothing of such a host, so all is refused as well; here it is said what to do",
  'never "answer.kind === "answered"" in doubtOfDeath() of death.ts':
    "a host that answers is asked what it has of the guest before anything else is decided",
  "a source gives its lease up whatever the glance at it shows":
    "xl says that a migration went well only when it has destroyed the source; the glance is for an xl that is wrong",
  "without pause in letRun() of let-run.ts":
    "the holder of a lost claim pauses what was let go on, again and again; this is for a holder that is late",
  "the lease is not looked at after a guest went on":
    "the holder of a lost claim pauses what was let go on, again and again; this is for a holder that is late",
  "without tell in callOff() of call-off.ts":
    "the destination's own repair finds the source's end closed; told, it need not be run",
  "without tell in arrived() of settle-departure.ts":
    "only where the guest is then paused by hand is it lost: the model finds that in some 50,000 schedules, which is too long for each run",
  "without tell in cancel() of settle-departure.ts":
    "what the destination has at that time is partial and can never run, and its own repair finds the source's end closed",
  "a report takes one look at an absent guest, as two-looks.ts does not":
    "the xl that creates a rebooting guest anew is at work as well, and the report says so",
};
