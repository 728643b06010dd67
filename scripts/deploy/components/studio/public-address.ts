/** Studio's addresses as its `.env` and nginx must both write them: links are signed for the one and rewritten to the other. Pure. */
import type { Site } from "../../contract/site.js";
import { endpointOf } from "../layout.js";

/** `host:port` without a scheme, exactly as pre-signed links are signed for (`reference/deploy.md §1.6`). */
export const minioEndpoint = (site: Site): string => endpointOf(site, "minio", "MINIO_PORT");

export const isHttps = (site: Site): boolean => site.get("STUDIO_URL").startsWith("https:");

/** Where this machine asks the server itself, past nginx and its guards. */
export const studioLocal = (site: Site): string => `http://${endpointOf(site, "studio", "STUDIO_PORT")}`;
