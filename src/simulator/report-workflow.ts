/** A workflow of the catalogue that takes lists, dates and a password: what a form with conditional fields leads to. */
import type { ScriptedWorkflow } from "./script.js";

export const REPORT: ScriptedWorkflow = {
  id: "7500000000000000016",
  name: "report",
  description: "Puts a report together from sections of a period and delivers it: by e-mail, or to a portal with its password.",
  inputs: {
    subject: { type: "string", required: true },
    sections: { type: "list", required: true },
    since: { type: "time" },
    until: { type: "time" },
    recipient: { type: "string" },
    portal: { type: "string" },
    password: { type: "string" },
  },
  steps: [
    {
      kind: "message",
      node: { id: "133002", title: "Progress" },
      pieces: ["Reading", " about", " {{subject}}", "."],
      streamed: true,
      delayMs: 20,
    },
    {
      kind: "end",
      variables: {
        title: "Report on {{subject}}",
        period: "{{since}} – {{until}}",
        sections: "{{sections}}",
        delivered_to: "{{recipient}}{{portal}}",
      },
    },
  ],
};
