/** The files that a form names: whether this call may use them, and what its workflow is given for them. Reads the table only. */
import type { Clock } from "../kernel/clock.js";
import type { FieldProblem, LocalText } from "../kernel/errors.js";
import { isIdOf } from "../kernel/ids.js";
import { type FileReference, type FileReferences, type FileScope, kindFits, type StoredFile, sizeWords } from "./file.js";
import type { FileStore } from "./file.store.js";
import { engineText, type FileEngine } from "./file-engine.js";

export interface FileReferencesDeps {
  readonly store: Pick<FileStore, "byIds">;
  readonly engine: FileEngine;
  readonly clock: Clock;
}

export const createFileReferences = (deps: FileReferencesDeps): FileReferences => ({
  async look(scope, references) {
    const ids = [...new Set(references.map(({ id }) => id))].filter((id) => isIdOf(id, "file"));
    const found = await deps.store.byIds(ids);
    const problems = references.flatMap((reference) => problemOf(deps, scope, { reference, file: found.get(reference.id) }) ?? []);
    const mode = deps.engine.inputMode(scope.connection);
    const usable = [...found.values()].filter((file) => whyUnusable(deps, scope, file) === undefined);
    return { problems, texts: new Map(usable.map((file) => [file.id, engineText(file, mode) ?? ""])) };
  },
});

interface Judged {
  readonly reference: FileReference;
  readonly file: StoredFile | undefined;
}

const problemOf = (deps: FileReferencesDeps, scope: FileScope, { reference, file }: Judged): FieldProblem | undefined => {
  const { path, id, kinds, maxBytes } = reference;
  const unusable = whyUnusable(deps, scope, file);
  if (unusable || !file) return { path, code: "FILE_UNUSABLE", params: { id: id.slice(0, 80), problem: unusable ?? UNKNOWN } };
  if (kinds && !kindFits(file.kind, kinds)) {
    return { path, code: "FILE_KIND_REFUSED", params: { kind: file.kind, allowed: kinds.join(", ") } };
  }
  if (maxBytes !== undefined && (file.bytes ?? 0) > maxBytes)
    return { path, code: "FILE_TOO_LARGE", params: { limit: sizeWords(maxBytes) } };
  return undefined;
};

const UNKNOWN: LocalText = { en: "it does not exist, or it is not yours.", zh: "文件不存在，或不属于您。" };
const RESULT: LocalText = { en: "it was kept of a result; upload it.", zh: "它是保留的结果文件，请先上传。" };
const FAILED: LocalText = { en: "its upload failed; upload it again.", zh: "上传失败，请重新上传。" };
const PENDING: LocalText = { en: "its upload has not finished.", zh: "上传尚未完成。" };
const EXPIRED: LocalText = { en: "it has expired; upload it again.", zh: "文件已过期，请重新上传。" };
const ELSEWHERE: LocalText = {
  en: "it was uploaded for another engine; upload it again for this ability.",
  zh: "它是为另一个引擎上传的，请针对此能力重新上传。",
};
const NAMELESS: LocalText = {
  en: "the engine gave it no name of the kind that this connection's COZE_FILE_INPUT asks for.",
  zh: "引擎没有返回该连接的 COZE_FILE_INPUT 所要求的文件标识。",
};

const whyUnusable = ({ engine, clock }: FileReferencesDeps, scope: FileScope, file: StoredFile | undefined): LocalText | undefined => {
  if (!file || file.tenant !== scope.tenant || scope.callerIds?.includes(file.callerId) === false) return UNKNOWN;
  if (file.origin === "OUTPUT") return RESULT;
  if (file.state === "EXPIRED" || file.expiresAt <= clock.now()) return EXPIRED;
  if (file.state !== "READY") return file.state === "PENDING" ? PENDING : FAILED;
  if (file.connection !== null && file.connection !== scope.connection) return ELSEWHERE;
  return engineText(file, engine.inputMode(scope.connection)) === undefined ? NAMELESS : undefined;
};
