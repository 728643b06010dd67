/** One event in a line that is the same wherever it was seen: in the log, on the message bus, or by a follower. */
import { createHash } from "node:crypto";
import type { Data } from "../../support/client.js";

/** As it stands in the log (`type` and `payload`) and travels between gateways. */
export const digestOfBody = (body: Data): string => {
  switch (body.type) {
    case "state":
      return `state ${body.from ?? "-"}>${body.to}`;
    case "progress":
      return `progress ${body.nodeId} ${body.finished}`;
    case "output":
      return `output ${body.nodeId} ${short(body.text)}`;
    case "interrupt":
      return `interrupt ${body.interruptId}`;
    case "interruptExpired":
      return `interruptExpired ${body.interruptId}`;
    case "finished":
      return `finished ${body.status}`;
    default:
      return `unknown ${body.type}`;
  }
};

/** As the API shows it. */
export const digestOfItem = (item: Data): string => {
  switch (item.__typename) {
    case "StateChanged":
      return `state ${item.from ?? "-"}>${item.to}`;
    case "NodeProgress":
      return `progress ${item.nodeId} ${item.finished}`;
    case "OutputDelta":
      return `output ${item.nodeId} ${short(item.text)}`;
    case "InterruptRaised":
      return `interrupt ${item.interrupt.id}`;
    case "InterruptExpired":
      return `interruptExpired ${item.interruptId}`;
    case "Finished":
      return `finished ${item.status}`;
    default:
      return `unknown ${item.__typename}`;
  }
};

/** Piece by piece in memory for the length of a campaign: long ones as their hash. */
const short = (text: string): string =>
  text.length <= 40
    ? JSON.stringify(text)
    : `${JSON.stringify(text.slice(0, 20))}#${createHash("sha1").update(text).digest("hex").slice(0, 12)}`;
