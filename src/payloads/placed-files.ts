/** The files of a call: checked against what its form says of them, and put into its parameters as its engine wants them. */
import type { FileReference, FileReferences, FileScope } from "../files/file.js";
import { AppError } from "../kernel/errors.js";
import { isIdOf } from "../kernel/ids.js";
import type { JsonObject } from "../kernel/json.js";
import { type FileValue, fileValues, withFiles } from "../mappings/file-parameters.js";
import type { MappedParameters, ParameterRule } from "../mappings/mapping.js";

export interface CallFiles {
  readonly rules: readonly ParameterRule[];
  readonly scope: FileScope;
  /** As the form found them. */
  readonly named: readonly FileReference[];
}

/** Asks nobody where no file is named. @throws AppError FORM_INVALID with a problem per file that cannot be used. */
export const placeFiles = async (files: FileReferences, mapped: MappedParameters, call: CallFiles): Promise<JsonObject> => {
  const values = fileValues(call.rules, mapped);
  const strange = values.filter(({ text, fixed }) => !fixed && !isIdOf(text, "file"));
  if (strange.length > 0) throw new AppError("FORM_INVALID", { fields: strange.map(notAFile) });
  const mappedIds = values.flatMap(({ text, path }) => (isIdOf(text, "file") ? [{ id: text, path }] : []));
  const references = [...call.named, ...mappedIds.filter(({ id }) => !call.named.some((named) => named.id === id))];
  if (references.length === 0) return mapped.parameters;
  const { problems, texts } = await files.look(call.scope, references);
  if (problems.length > 0) throw new AppError("FORM_INVALID", { fields: problems });
  return values.length === 0 ? mapped.parameters : withFiles(mapped.parameters, values, texts);
};

const notAFile = ({ path, text }: FileValue) => ({
  path,
  code: "FILE_UNUSABLE" as const,
  params: {
    id: `“${text.slice(0, 60)}”`,
    problem: { en: "it is not the id of a file; upload it first.", zh: "它不是文件 ID，请先上传。" },
  },
});
