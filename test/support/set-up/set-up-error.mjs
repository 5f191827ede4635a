/** What a person can mend, said in one sentence; any other error is ours and keeps its stack. */
export class SetUpError extends Error {}
