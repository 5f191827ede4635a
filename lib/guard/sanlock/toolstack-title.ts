/** What the holder stops a guest with. */
export type ToolstackTitle = "xl" | "xm";
