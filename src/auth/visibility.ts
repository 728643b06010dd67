/** What a result may depend on beside the document and its variables. Whoever has the same gets the same, so one execution serves all. */
import { canonicalJson } from "../kernel/json.js";
import { can, type Owned, PERMISSIONS } from "./principal.js";
import type { RequestContext } from "./request-context.js";

/** Language, tenant, own or somebody else's, and every permission held: of the object that is looked at, not of others. */
export const visibilityScope = ({ principal, language }: RequestContext, owned: Owned): string =>
  canonicalJson([
    language,
    principal?.tenant ?? null,
    principal !== undefined && principal.tenant === owned.tenant && principal.id === owned.callerId,
    PERMISSIONS.filter((permission) => can(principal, permission)),
  ]);
