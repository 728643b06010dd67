/** Puts the sample abilities into an empty catalogue, through the same doors an admin uses. */
import type { AbilityService } from "../abilities/ability.service.js";
import type { RequestContext } from "../auth/request-context.js";
import type { Log } from "../kernel/log.js";
import type { MappingService } from "../mappings/mapping.service.js";
import { SAMPLE_ABILITIES, type SampleAbility } from "./samples.js";

export interface SeedDeps {
  readonly abilities: AbilityService;
  readonly mappings: MappingService;
  readonly log: Log;
}

/** Does nothing when the catalogue has anything in it. */
export const seedSamples = async (deps: SeedDeps): Promise<void> => {
  const ctx: RequestContext = {
    principal: { id: "ability-gateway", tenant: "", roles: ["admin"], via: "service-token" },
    requestId: "seed",
    language: "en",
    log: deps.log,
    signal: new AbortController().signal,
  };
  const { items } = await deps.abilities.list(ctx, {}, { first: 1 });
  if (items.length > 0) return;
  for (const sample of SAMPLE_ABILITIES) await seed(deps, ctx, sample);
  deps.log.info({ abilities: SAMPLE_ABILITIES.map(({ ability }) => ability.key) }, "added the sample abilities");
};

const seed = async ({ abilities, mappings }: SeedDeps, ctx: RequestContext, sample: SampleAbility): Promise<void> => {
  const { key, form, ...fields } = sample.ability;
  const ability = await abilities.create(ctx, key, { ...fields, form: { schema: form.schema, uiSchema: form.uiSchema } });
  const { mapping } = await mappings.save(ctx, {
    ability: { id: ability.id },
    provider: "COZE_WORKFLOW",
    connection: "default",
    workflowId: sample.workflowId,
    parameters: sample.parameters,
  });
  await mappings.publish(ctx, { id: mapping.id });
};
