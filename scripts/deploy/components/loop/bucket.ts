/** Loop's bucket (`reference/deploy.md §2.6`). It stays private: links into it are signed. */
import type { Step } from "../../contract/step.js";
import { text } from "../../contract/text.js";
import { done, later, pending, step } from "../../steps/step.js";
import { bucketExists, ensureBucket } from "../minio/objects.js";

const NOT_YET = later(text("the object store does not answer yet", "对象存储尚未应答"));

export const bucketStep: Step = step({
  id: "loop/bucket",
  component: "loop",
  title: text("bucket of Loop", "Loop 的存储桶"),
  isDone: async (context) => {
    if (context.machine.staged && context.site.isHere("minio")) return NOT_YET;
    const isThere = await bucketExists(context, context.site.get("LOOP_BUCKET")).catch(() => undefined);
    if (isThere === undefined) return NOT_YET;
    return isThere ? done : pending(text("there is no such bucket", "尚无该存储桶"));
  },
  run: (context) => ensureBucket(context, context.site.get("LOOP_BUCKET")),
});
