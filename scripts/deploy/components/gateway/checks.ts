/** What `doctor` asks of the gateway beyond the health of its processes. */
import type { Check } from "../../contract/finding.js";
import type { Site } from "../../contract/site.js";

export const gatewayChecks = (_site: Site): readonly Check[] => [];
