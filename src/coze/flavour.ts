/**
 * Which revision of Coze a connection talks to. `auto` asks once, with a history request for ids that cannot exist, so
 * that no run is left behind; early open-source revisions only show in the event names of the first stream.
 */
import { AppError } from "../kernel/errors.js";
import { isJsonObject } from "../kernel/json.js";
import type { Log } from "../kernel/log.js";
import type { CozeAnswer } from "./answer.js";
import { integerOf, parseCozeJson } from "./coze-json.js";
import type { CozeConnectionSettings, CozeFlavour } from "./settings.js";

/** Served by OSS, unknown to hosted (`reference/coze-api.md` §6.1, §6.2). */
export const PROBE_PATH = "/v1/workflow/get_run_history?workflow_id=1&execute_id=1";

export type ProbeAnswer = Pick<CozeAnswer, "facts" | "logIdHeader"> & { readonly text: string };

export interface FlavourFinder {
  /** @throws AppError when the server could not be asked or gave no sign; the next call asks again. */
  find(): Promise<CozeFlavour>;
  known(): CozeFlavour | undefined;
  /** To be told the event names of streams. */
  sawEvent(name: string | undefined): void;
}

export const createFlavourFinder = (
  settings: Pick<CozeConnectionSettings, "name" | "flavour">,
  deps: { readonly probe: () => Promise<ProbeAnswer>; readonly log: Log },
): FlavourFinder => {
  let known = settings.flavour === "auto" ? undefined : settings.flavour;
  let probing: Promise<CozeFlavour> | undefined;
  const settle = (flavour: CozeFlavour): CozeFlavour => {
    if (known !== flavour) deps.log.info({ connection: settings.name, flavour }, "found the flavour of Coze");
    known = flavour;
    return flavour;
  };
  const ask = async (): Promise<CozeFlavour> => {
    try {
      const answer = await deps.probe();
      // A stream that ran meanwhile knows more than the probe.
      return known ?? settle(flavourOf(answer));
    } finally {
      probing = undefined;
    }
  };
  return {
    async find() {
      if (known !== undefined) return known;
      probing ??= ask();
      return probing;
    },
    known: () => known,
    sawEvent(name) {
      if (settings.flavour === "auto" && known !== "oss-old" && isEarlyName(name)) settle("oss-old");
    },
  };
};

/** Lower case only there; a lower-case `error` occurs everywhere (`reference/coze-api.md` §5.3). */
const isEarlyName = (name: string | undefined): boolean => name === "message" || name === "done";

const HOSTED_CODES = new Set([4000, 4013, 4100, 4101, 4200]);

/** @throws AppError ENGINE_BAD_RESPONSE when the answer fits neither family. */
export const flavourOf = (answer: ProbeAnswer): CozeFlavour => {
  if (answer.logIdHeader !== undefined) return answer.logIdHeader === "x-log-id" ? "oss" : "hosted";
  const body = parseCozeJson(answer.text);
  const code = isJsonObject(body) ? integerOf(body.code) : undefined;
  if (isJsonObject(body) && (isJsonObject(body.detail) || (code !== undefined && HOSTED_CODES.has(code)))) return "hosted";
  // 401 with code 401 is the newest image, all other codes of OSS have nine digits (§3.2, §10.2).
  if (code !== undefined && (code === 0 || code === 401 || code >= 100_000_000)) return "oss";
  throw new AppError("ENGINE_BAD_RESPONSE", {
    upstream: { httpStatus: answer.facts.httpStatus, logId: answer.facts.logId, message: "the server gives no sign of being a Coze" },
  });
};
