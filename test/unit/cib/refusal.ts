import { CibError } from "../../../cib/cib-error.ts";

/** The sentence with which a builder or renderer refuses; anything else that is thrown goes on. */
export function refusal(build: () => unknown): string {
  try {
    build();
  } catch (error) {
    if (error instanceof CibError) return error.message;
    throw error;
  }
  return "was built";
}
