/**
 * Server-sent event frames as Coze writes them (`reference/coze-api.md` §5.2). Pure.
 */
export interface Frame {
  readonly id?: number;
  readonly event: string;
  readonly data: string;
}

/** Hosted writes chat frames without the space after the colon; everybody else has it. */
export function frameText(frame: Frame, space: " " | "" = " "): string {
  const id = frame.id === undefined ? "" : `id:${space}${frame.id}\n`;
  const data = frame.data.includes("\n") ? frame.data.split("\n").join(`\ndata:${space}`) : frame.data;
  return `${id}event:${space}${frame.event}\ndata:${space}${data}\n\n`;
}
