/** An operator who has calls of a campaign repeated in bulk, again and again while things break, and sometimes thinks better of it. */
import { setTimeout as sleep } from "node:timers/promises";
import { abilityKey, isAsking, possibleWork, SIDE_EFFECTS } from "./abilities.js";
import type { ReplayRecord } from "./evidence.js";
import { type Calling, untilAnswered } from "./patience.js";
import { nameOf } from "./plan.js";
import { type Chance, chanceOf } from "./random.js";
import { OPERATOR } from "./wire.js";

export interface Replayer {
  /** Asks for no more; resolves when what was asked is answered. */
  stop(): Promise<void>;
}

const STATE = "id state total";
const REPLAY = `mutation($input: ReplayInvocationsInput!) { replayInvocations(input: $input) { __typename
  ... on ReplayInvocationsPayload { replayed replay { ${STATE} } } ... on DomainError { code message retryable } } }`;
const ABORT = `mutation($input: AbortReplayInput!) { abortReplay(input: $input) { __typename
  ... on AbortReplayPayload { replay { ${STATE} } } ... on DomainError { code message retryable } } }`;

/** At pace 1 there is a set every twelve to twenty-five seconds. */
const EVERY_MS = { from: 12_000, to: 25_000 };
const MOST_AT_ONCE = 12;

export const startReplayer = (calling: Calling, pace: number): Replayer => {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    for (let round = 0; ; round++) {
      const chance = chanceOf(`${calling.seed}/replay/${round}`);
      await sleep(chance.int(EVERY_MS.from, EVERY_MS.to) * pace, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      await repeatSome(calling, { chance, round, pace });
    }
  };
  const running = calling.stage.can.replays ? run() : Promise.resolve();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
};

interface Round {
  readonly chance: Chance;
  readonly round: number;
  readonly pace: number;
}

const repeatSome = async (calling: Calling, { chance, round, pace }: Round): Promise<void> => {
  const { evidence, seed } = calling;
  const filter = chance.yes(0.7) ? chosenOf(calling, chance) : harmlessOf(calling, chance);
  const [isTwice, isAborted] = [chance.yes(0.3), chance.yes(0.2)];
  if (!filter) return;
  const record: ReplayRecord = { filter, answers: [], abortAsked: false };
  evidence.replays.push(record);
  const about = `replay ${seed}/${round}`;
  const input = { filter, includeSideEffecting: "ids" in filter, idempotencyKey: `replay-${round}-of-${nameOf(seed)}` };
  const ask = (document: string, variables: object) => untilAnswered(calling, { person: OPERATOR, chance, document, variables, about });
  const answers = await Promise.all((isTwice ? [1, 2] : [1]).map(() => ask(REPLAY, { input })));
  for (const answer of answers) {
    if (answer?.replay) record.answers.push({ id: answer.replay.id, total: answer.replay.total });
    else if (answer?.code) evidence.violate("what has ended can be repeated", `${about}: ${JSON.stringify(answer)}`);
  }
  const [first] = record.answers;
  if (!first || !isAborted) return;
  await sleep(chance.int(0, 2_000) * pace);
  record.abortAsked = (await ask(ABORT, { input: { id: first.id } }))?.replay !== undefined;
};

/** Calls of this campaign that somebody has seen end, and that ask nobody anything when they run again: nobody would answer. */
const chosenOf = ({ evidence }: Calling, chance: Chance): { ids: string[] } | undefined => {
  const ended = evidence.calls.flatMap(({ plan, accepted }) =>
    isAsking(plan.work) ? [] : accepted.map(({ id }) => id).filter((id) => evidence.told.has(id)),
  );
  const ids = chance.shuffled([...new Set(ended)]).slice(0, MOST_AT_ONCE);
  return ids.length > 0 ? { ids } : undefined;
};

/** What was accepted lately of a few abilities that may be repeated. */
const harmlessOf = ({ stage }: Calling, chance: Chance): object => {
  const harmless = SIDE_EFFECTS.filter((sideEffects) => sideEffects !== "SIDE_EFFECTING");
  const keys = possibleWork(stage.can).flatMap((work) => (isAsking(work) ? [] : harmless.map((promise) => abilityKey(work, promise))));
  const createdFrom = new Date(Date.now() - RECENT_MS).toISOString();
  return { abilityKeys: chance.shuffled(keys).slice(0, 3), createdFrom };
};

const RECENT_MS = 30_000;
