/** Studio's bucket, and the pictures that upstream ships for it (`reference/deploy.md §1.8` point 5). */
import { join } from "node:path";
import type { Context, Step } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { done, later, pending, step } from "../../steps/step.js";
import { exists } from "../../system/files.js";
import { bucketExists, copyInto, ensureBucket, missingFiles } from "../minio/objects.js";
import { inRelease, RELEASE } from "./release.js";

/** Folders of the release, and prefixes of the same name. */
const PREFIXES = ["default_icon", "official_plugin_icon"] as const;

const NOT_YET = later(text("the object store does not answer yet", "对象存储尚未应答"));

/** Without its bucket the server stops at its start (#318, #517): it stands before the server's first one. */
export const bucketStep: Step = step({
  id: "studio/bucket",
  component: "studio",
  title: text("bucket of Studio", "Studio 的存储桶"),
  isDone: async (context) => {
    if (context.machine.staged && context.site.isHere("minio")) return NOT_YET;
    const isThere = await bucketExists(context, context.site.get("STUDIO_BUCKET")).catch(() => undefined);
    if (isThere === undefined) return NOT_YET;
    return isThere ? done : pending(text("there is no such bucket", "尚无该存储桶"));
  },
  run: async (context) => {
    await ensureBucket(context, context.site.get("STUDIO_BUCKET"));
  },
});

/** Pictures that the release has and the bucket has not; `undefined` while the store does not answer. */
export const missingIcons = async (context: Context): Promise<readonly string[] | undefined> => {
  const bucket = context.site.get("STUDIO_BUCKET");
  const missing: string[] = [];
  for (const { prefix, folder } of await sources(context)) {
    const found = await missingFiles(context, { bucket, prefix, folder }).catch(() => undefined);
    if (found === undefined) return undefined;
    missing.push(...found.map(({ key }) => key));
  }
  return missing;
};

/** Those of the folders that this release has. */
const sources = async ({ site }: Context): Promise<readonly { readonly prefix: string; readonly folder: string }[]> => {
  const all = PREFIXES.map((prefix) => ({ prefix, folder: join(inRelease(site, RELEASE.icons), prefix) }));
  const there = await Promise.all(all.map(({ folder }) => exists(folder)));
  return all.filter((_, at) => there[at]);
};

export const iconsStep: Step = step({
  id: "studio/icons",
  component: "studio",
  title: text("icons in Studio's bucket", "Studio 存储桶中的图标"),
  isDone: async (context) => {
    if (context.machine.staged && context.site.isHere("minio")) return NOT_YET;
    const missing = await missingIcons(context);
    if (!missing) return NOT_YET;
    return missing.length === 0 ? done : pending(text(`${missing.length} icons are missing`, `缺少 ${missing.length} 个图标`));
  },
  run: async (context) => {
    for (const source of await sources(context)) await copyInto(context, { bucket: context.site.get("STUDIO_BUCKET"), ...source });
  },
});
