import type { Closure } from "../intake/closure.ts";
import { latestMs } from "./operation.ts";
import { kinds, natural, type Shape, text } from "./shape.ts";

const said = { sinceMs: natural(latestMs), by: text(200) };

export const closure: Shape<Closure> = kinds({
  evacuation: said,
  maintenance: said,
  unclear: { reason: text(10_000) },
});
