/** What Studio takes from the artefact folder (`reference/deploy.md §4`). Pure. */
import type { ArtefactNeed } from "../../contract/component.js";
import type { Site } from "../../contract/site.js";
import { text } from "../../contract/text.js";
import { artefacts as rocketmqArtefacts } from "../rocketmq/java.js";

/** `strip: 1` where the archive has one folder at its top. */
export const studioArtefacts = (site: Site): readonly ArtefactNeed[] => {
  const version = (key: string): string => site.get(key);
  const needs: ArtefactNeed[] = [
    {
      name: "atlas",
      version: version("STUDIO_ATLAS_VERSION"),
      as: "file",
      source: text("release.ariga.io/atlas, the community build", "release.ariga.io/atlas 社区版"),
      upstream: "atlas-community-linux-{goarch}-v{version}",
    },
  ];
  if (version("STUDIO_CHECKOUT") === "")
    needs.push({
      name: "studio",
      version: version("STUDIO_VERSION"),
      as: "release",
      source: text(
        "built from coze-dev/coze-studio: see STUDIO_CHECKOUT, which builds it here",
        "由 coze-dev/coze-studio 构建；设置 STUDIO_CHECKOUT 可在本机构建",
      ),
      upstream: "studio-{version}-{arch}.tar.gz",
    });
  if (version("STUDIO_WHEELS_VERSION") !== "")
    needs.push({
      name: "wheels-studio",
      version: version("STUDIO_WHEELS_VERSION"),
      as: "release",
      source: text("`pip download` of the seven packages for this Python, packed by you", "用 pip download 下载七个依赖并打包"),
      upstream: "wheels-studio-{version}-{arch}.tar.gz",
    });
  // RocketMQ's own tool makes the topics, also where its server is on another host.
  return [...needs, ...denoArtefacts(site), ...(site.get("STUDIO_MQ") === "rmq" ? rocketmqArtefacts(site) : [])];
};

const denoArtefacts = (site: Site): readonly ArtefactNeed[] => {
  if (site.get("STUDIO_CODE_RUNNER") !== "sandbox") return [];
  const needs: ArtefactNeed[] = [];
  if (site.get("STUDIO_DENO_VERSION") !== "")
    needs.push({
      name: "deno-studio",
      version: site.get("STUDIO_DENO_VERSION"),
      as: "release",
      source: text("releases of denoland/deno on GitHub", "GitHub 上 denoland/deno 的发布页"),
      upstream: "deno-{arch}-unknown-linux-gnu.zip",
    });
  if (site.get("STUDIO_DENO_CACHE_VERSION") !== "")
    needs.push({
      name: "deno-cache-studio",
      version: site.get("STUDIO_DENO_CACHE_VERSION"),
      as: "release",
      source: text(
        "made by you once online: DENO_DIR=cache deno run -A jsr:@langchain/pyodide-sandbox@<version> -c 'print(1)', then tar",
        "联网制作一次：DENO_DIR=cache deno run -A jsr:@langchain/pyodide-sandbox@<版本> -c 'print(1)'，再用 tar 打包",
      ),
      upstream: "deno-cache-studio-{version}.tar.gz",
    });
  return needs;
};
