/**
 * Calls that take turns: those of one conversation at the engine run one after the other, because an engine that is told
 * two things at once mixes them up. Pure.
 */
import { canonicalJson, sha256 } from "../kernel/json.js";
import type { ProviderKind } from "../providers/provider.js";
import type { Invocation } from "./invocation.js";

type Facts = Pick<Invocation, "id" | "tenant" | "callerId" | "abilityId" | "conversationKey" | "connection" | "provider">;

const CONVERSING: ReadonlySet<ProviderKind> = new Set<ProviderKind>(["COZE_CHATFLOW", "COZE_AGENT"]);

export const converses = ({ provider }: Pick<Facts, "provider">): boolean => CONVERSING.has(provider);

/** Nobody else continues it. */
export const isOwnConversation = ({ conversationKey, provider }: Pick<Facts, "conversationKey" | "provider">): boolean =>
  conversationKey === null && provider === "COZE_CHATFLOW";

export const conversationKeyOf = (facts: Facts): string => (isOwnConversation(facts) ? facts.id : (facts.conversationKey ?? ""));

/** Stable and opaque: engines are shown it. */
export const conversationNameOf = (facts: Facts): string => {
  const { tenant, callerId, abilityId, connection } = facts;
  return sha256(canonicalJson([tenant, callerId, abilityId, conversationKeyOf(facts), connection]));
};

/** Calls with the same one go one after the other; `null` = this one waits for nobody. */
export const turnKeyOf = (facts: Facts): string | null =>
  converses(facts) && !isOwnConversation(facts) ? conversationNameOf(facts) : null;
