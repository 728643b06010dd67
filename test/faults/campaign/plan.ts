/** What a campaign does: calls and faults, decided by the seed alone. Pure. Times are milliseconds. */
import { abilityKey, nonceField, possibleWork, SIDE_EFFECTS, type SideEffects, type Work } from "./abilities.js";
import type { Capabilities } from "./capabilities.js";
import { type Chance, chanceOf } from "./random.js";

/** In every form of a campaign stands one of these, and so it does in what the engine is sent. */
export const NONCE = /nonce-[0-9a-z]+-\d+/;

/** A seed may be any text; this much of it can be part of a key. */
export const nameOf = (seed: string): string => seed.toLowerCase().replaceAll(/[^0-9a-z]/g, "");

export interface FollowerPlan {
  readonly afterMs: number;
  readonly snapshot: boolean;
  /** Leaves by itself behind so many events, and comes back on another instance. */
  readonly leavesBehind?: number;
}

export interface CallPlan {
  readonly index: number;
  readonly nonce: string;
  readonly person: string;
  readonly work: Work;
  readonly sideEffects: SideEffects;
  readonly abilityKey: string;
  readonly form: Readonly<Record<string, unknown>>;
  readonly deadlineMs: number;
  readonly waitMs: number;
  /** The same call, with the same key, on two instances at once. */
  readonly twice: boolean;
  readonly followers: readonly FollowerPlan[];
  readonly cancelAfterMs?: number;
  /** Absent = the question is left to expire. */
  readonly answerAfterMs?: number;
  /** Once it has ended, it is retried. */
  readonly retried: boolean;
}

export interface CallPlanning {
  readonly seed: string;
  readonly index: number;
  readonly can: Capabilities;
  /** Deadlines, lengths of runs and waits, relative to those of a long campaign. */
  readonly pace: number;
  /** Kinds of work that are not asked for. */
  readonly without?: readonly Work[];
}

const WEIGHTS: Readonly<Record<Work, number>> = {
  ...{
    instant: 4,
    write: 5,
    spoilt: 3,
    long: 5,
    slow: 3,
    narrow: 2,
    fails: 1,
    ask: 3,
    askTwice: 2,
    input: 2,
    sync: 2,
    async: 3,
    chat: 2,
    chatAsk: 1,
    agent: 2,
  },
};
/** What the engine does to a call that asks for it. */
const ENGINE_FAULTS = [
  "429:1",
  "html502",
  "html504",
  "cut:3",
  "cut-mid-frame:4",
  "no-terminal",
  "slow-headers:800",
  "slow-chunks:60",
  "ping",
];

/** The gateway takes no shorter one. */
const SHORTEST_DEADLINE_MS = 1_000;

export const planCall = ({ seed, index, can, pace, without = [] }: CallPlanning): CallPlan => {
  const chance = chanceOf(`${seed}/call/${index}`);
  const possible = possibleWork(can).filter((name) => !without.includes(name));
  const work = chance.weighted(Object.fromEntries(possible.map((name) => [name, WEIGHTS[name]])) as Record<Work, number>);
  const sideEffects = chance.pick(SIDE_EFFECTS);
  const nonce = `nonce-${nameOf(seed)}-${index}`;
  const scaled = (low: number, high: number): number => Math.round(chance.int(low, high) * pace);
  const form = { [nonceField(work)]: nonce, ...formOf(work, chance, pace) };
  const [isImpatient, waits, cancels, answers] = [chance.yes(0.15), chance.yes(0.3), chance.yes(0.15), chance.yes(0.75)];
  const cancelAfterMs = scaled(0, 3_000);
  const answerAfterMs = scaled(0, 3_000);
  return {
    ...{ index, nonce, work, sideEffects, form },
    person: `person-${chance.int(1, 8)}`,
    abilityKey: abilityKey(work, sideEffects),
    deadlineMs: Math.max(isImpatient ? scaled(1_500, 6_000) : scaled(15_000, 30_000), SHORTEST_DEADLINE_MS),
    waitMs: waits ? scaled(200, 8_000) : 0,
    twice: chance.yes(0.2),
    followers: Array.from({ length: chance.pick([0, 1, 1, 1, 2, 3]) }, () => followerOf(chance, pace)),
    ...(can.cancel && cancels && { cancelAfterMs }),
    ...(can.resume && answers && { answerAfterMs }),
    retried: can.retry && chance.yes(0.08),
  };
};

const formOf = (work: Work, chance: Chance, pace: number): Record<string, unknown> => {
  const seconds = Math.round(chance.int(100, 8_000) * pace) / 1_000;
  switch (work) {
    case "spoilt":
      return { fault: chance.pick(ENGINE_FAULTS) };
    case "long":
      return { pieces: chance.int(10, 150), delay_ms: Math.round(chance.int(5, 80) * pace) };
    case "slow":
    case "narrow":
    case "sync":
    case "async":
      return { seconds };
    default:
      return {};
  }
};

const followerOf = (chance: Chance, pace: number): FollowerPlan => ({
  afterMs: chance.yes(0.3) ? Math.round(chance.int(100, 6_000) * pace) : 0,
  snapshot: chance.yes(0.2),
  ...(chance.yes(0.25) && { leavesBehind: chance.int(1, 12) }),
});

/** The parts of a stage that can be harmed. Gateways are numbered from 0. */
export type UnitName = "database" | "redis" | "engine" | `gateway-${number}`;
export type LinkName = `${number}-${"clients" | "database" | "redis" | "engine"}`;

export type Fault =
  | { readonly kind: "kill" | "pause"; readonly unit: UnitName; readonly ms: number }
  /** Frozen for longer than a lease: it wakes up with work in its hands that is somebody else's. */
  | { readonly kind: "oversleep"; readonly unit: `gateway-${number}`; readonly ms: number }
  /** An orderly end and a start, as a deploy does. */
  | { readonly kind: "deploy"; readonly unit: UnitName }
  | { readonly kind: "cut" | "hold" | "slow" | "hold-and-cut"; readonly link: LinkName; readonly ms: number; readonly slowMs: number };

export const targetOf = (fault: Fault): string => ("unit" in fault ? fault.unit : fault.link);
/** `kill gateway`, `cut clients`: without numbers, to be counted. */
export const kindOf = (fault: Fault): string => `${fault.kind} ${targetOf(fault).replaceAll(/-?\d+-?/g, "")}`;

export interface FaultStep {
  readonly waitMs: number;
  readonly fault: Fault;
}

/** Every fault on every target once, in the order of the seed, then again in another order, for ever. */
export function* planFaults(seed: string, { gateways, pace }: { gateways: number; pace: number }): Generator<FaultStep> {
  for (let round = 0; ; round++) {
    const chance = chanceOf(`${seed}/faults/${round}`);
    for (const make of chance.shuffled(deckOf(gateways))) {
      const waitMs = Math.round(chance.int(200, 2_500) * pace);
      const ms = Math.round(500 + chance.float() ** 3 * 9_500 * pace);
      yield { waitMs, fault: make(ms, chance.int(20, 400)) };
    }
  }
}

export interface SleepPlanning {
  readonly gateways: number;
  readonly pace: number;
  readonly leaseMs: number;
}

/** One gateway after the other oversleeps, in a new order each round, for ever; in between, all have time to settle. */
export function* planSleeps(seed: string, { gateways, pace, leaseMs }: SleepPlanning): Generator<FaultStep> {
  for (let round = 0; ; round++) {
    const chance = chanceOf(`${seed}/sleeps/${round}`);
    for (const [turn, index] of chance.shuffled(Array.from({ length: gateways }, (_, number) => number)).entries()) {
      const isFirst = round + turn === 0;
      const waitMs = Math.round(chance.int(3_000, 8_000) * pace) + (isFirst ? 0 : leaseMs);
      const ms = Math.round(leaseMs * (1.5 + chance.float() * pace));
      yield { waitMs, fault: { kind: "oversleep", unit: `gateway-${index}`, ms } };
    }
  }
}

type MakeFault = (ms: number, slowMs: number) => Fault;

const deckOf = (gateways: number): MakeFault[] => {
  const numbers = Array.from({ length: gateways }, (_, index) => index);
  const units: UnitName[] = ["database", "redis", "engine", ...numbers.map((index) => `gateway-${index}` as const)];
  const links = numbers.flatMap((index) => (["clients", "database", "redis", "engine"] as const).map((end) => `${index}-${end}` as const));
  const linkFaults = ["cut", "hold", "slow", "hold-and-cut"] as const;
  return [
    ...units.flatMap((unit) =>
      (["kill", "pause"] as const).map(
        (kind): MakeFault =>
          (ms) => ({ kind, unit, ms }),
      ),
    ),
    ...numbers.map(
      (index): MakeFault =>
        () => ({ kind: "deploy", unit: `gateway-${index}` }),
    ),
    ...links.flatMap((link, index) =>
      // Two of the four for each link: otherwise links would be most of what happens.
      [0, 1].map(
        (turn): MakeFault =>
          (ms, slowMs) => ({ kind: linkFaults[(index + Math.floor(index / 4) + turn * 2) % 4] ?? "cut", link, ms, slowMs }),
      ),
    ),
  ];
};
