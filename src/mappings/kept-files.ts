/** Which files of a result a mapping has kept: JSON Pointers into the result. Pure. */
import { AppError } from "../kernel/errors.js";
import { parsePointer } from "../kernel/json-pointer.js";

const MAX_POINTERS = 20;
const MAX_POINTER_LENGTH = 500;

/** @throws AppError MAPPING_INVALID */
export const parseKeepFiles = (pointers: readonly string[] | null | undefined): readonly string[] => {
  const given = [...new Set(pointers ?? [])];
  const fits = (pointer: string) => pointer.length <= MAX_POINTER_LENGTH && parsePointer(pointer) !== undefined;
  if (given.length <= MAX_POINTERS && given.every(fits)) return given;
  const problem = {
    en: `keepFiles: at most ${MAX_POINTERS} JSON Pointers into the result, such as /image or "" for all of it.`,
    zh: `keepFiles：最多 ${MAX_POINTERS} 个指向结果的 JSON Pointer，例如 /image，或以 "" 表示整个结果。`,
  };
  throw new AppError("MAPPING_INVALID", { params: { problem } });
};
