/** Which sites nginx has, and its files. Pure. */
import { join } from "node:path";
import type { RenderedFile } from "../../contract/component.js";
import type { ComponentName } from "../../contract/names.js";
import type { Site } from "../../contract/site.js";
import { configuration, etcOf, releaseOf } from "../layout.js";
import { gatewaySite } from "./gateway-site.js";
import { loopSite } from "./loop-site.js";
import { defaultSite, mainConf } from "./main-conf.js";
import { studioSite } from "./studio-site.js";

const NAME = "nginx";

interface PublicSite {
  readonly component: ComponentName;
  readonly urlKey: string;
  render(site: Site): string;
}

const PUBLIC_SITES: readonly PublicSite[] = [
  { component: "studio", urlKey: "STUDIO_URL", render: studioSite },
  { component: "loop", urlKey: "LOOP_URL", render: loopSite },
  { component: "gateway", urlKey: "GATEWAY_URL", render: gatewaySite },
];

/** Sites of what is placed at all, on whatever host. */
export const publicSites = (site: Site): readonly PublicSite[] =>
  PUBLIC_SITES.filter(({ component }) => site.place(component).kind !== "none");

export const nginxProgramOf = (site: Site): string =>
  site.get("NGINX_FROM") === "system" ? site.get("NGINX_PROGRAM") : join(releaseOf(site, NAME), "sbin", "nginx");

export const confPath = (site: Site): string => join(etcOf(site, NAME), "nginx.conf");
const sitePath = (site: Site, name: string): string => join(etcOf(site, NAME), "sites", `${name}.conf`);

/** Rendered files, `nginx.conf` first. */
export const nginxFiles = (site: Site): readonly RenderedFile[] => {
  const sites = publicSites(site);
  const paths = ["default", ...sites.map(({ component }) => component)].map((name) => sitePath(site, name));
  const file = (name: string, content: string): RenderedFile => configuration(site, NAME, { name, content });
  return [
    file("nginx.conf", mainConf(site, { urls: sites.map(({ urlKey }) => site.get(urlKey)), sites: paths })),
    file("sites/default.conf", defaultSite(site)),
    ...sites.map(({ component, render }) => file(`sites/${component}.conf`, render(site))),
  ];
};
