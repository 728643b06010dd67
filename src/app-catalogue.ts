/** What calls are made of: abilities with their forms, mappings with their checks and golden cases, and the log of changes. */
import { type AbilityService, createAbilityService } from "./abilities/ability.service.js";
import type { AbilityStore } from "./abilities/ability.store.js";
import { createCatalogueNews } from "./abilities/catalogue-news.js";
import { createFormRevisionStore } from "./abilities/form-revision.store.js";
import type { AppParts } from "./app-parts.js";
import { type AuditService, createAuditService } from "./audit/audit.service.js";
import { createAuditStore } from "./audit/audit.store.js";
import { type Checks, createChecks } from "./checks/checks.js";
import type { OpenDatabase } from "./db/create-database.js";
import { DEFAULT_FORM_LIMITS } from "./forms/form-limits.js";
import { createGoldenService, type GoldenService } from "./golden/golden.service.js";
import { createGoldenStore } from "./golden/golden.store.js";
import { createGoldenGate } from "./golden/golden-verdicts.js";
import type { InvocationService } from "./invocations/invocation.service.js";
import { readSucceededParameters } from "./invocations/succeeded-parameters.js";
import type { IdFactory } from "./kernel/ids.js";
import { createMappingService, type MappingService } from "./mappings/mapping.service.js";
import { createMappingStore } from "./mappings/mapping.store.js";
import type { Provider, ProviderKind } from "./providers/provider.js";
import type { PubSub } from "./pubsub/pubsub.js";

export interface Catalogue {
  readonly abilities: AbilityService;
  readonly mappings: MappingService;
  readonly checks: Checks;
  readonly audit: AuditService;
  /** Once there are invocations to try cases with. Before that nothing can be published that has cases. */
  openGolden(invocations: InvocationService): GoldenService;
}

export interface CatalogueDeps {
  readonly database: OpenDatabase;
  readonly pubsub: PubSub;
  readonly providers: ReadonlyMap<ProviderKind, Provider>;
  readonly newId: IdFactory;
  readonly workerId: string;
  readonly abilityStore: AbilityStore;
}

/** Mappings, checks and golden cases need each other: a mapping is checked and tried on its way to publication. */
export const openCatalogue = (parts: AppParts, { abilityStore, pubsub, ...shared }: CatalogueDeps): Catalogue => {
  const { config, clock, log, metrics, undo } = parts;
  const { database, newId } = shared;
  const news = createCatalogueNews({ pubsub, log });
  undo.push(news.close);
  const audit = createAuditService({ clock, newId, store: createAuditStore(database) });
  const abilities = createAbilityService({
    ...{ database, newId, news, audit, clock, store: abilityStore },
    revisions: createFormRevisionStore(database),
    sealing: config.webhooks.secretsKey !== null,
    formLimits: { ...DEFAULT_FORM_LIMITS, maxBytes: config.invocations.maxFormBytes },
  });
  const calls = { parameters: readSucceededParameters(database) };
  const checks = createChecks(config.checks, { ...shared, ...{ abilities, audit, clock, log, metrics, calls }, mappings: () => mappings });
  const golden = createGoldenStore(database);
  let invocations: InvocationService | undefined;
  const trials = () => {
    if (!invocations) throw new Error("golden cases are asked for before there are invocations");
    return { invocations, clock };
  };
  const mappings: MappingService = createMappingService({
    ...{ ...shared, abilities, audit, news, clock, store: createMappingStore(database) },
    gates: [checks.service.gate, createGoldenGate(golden, trials)],
  });
  return {
    ...{ abilities, mappings, checks, audit },
    openGolden(opened) {
      invocations = opened;
      return createGoldenService({ database, abilities, mappings, audit, clock, newId, invocations, store: golden });
    },
  };
};
