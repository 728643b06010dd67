/** What is wrong with a form's schema, as an error. */
import { AppError } from "../kernel/errors.js";

/** A problem of the schema as an error, with the sentence in both languages. */
export const refusal = (pointer: string, en: string, zh: string): AppError => {
  const place = pointer === "" ? "/" : pointer;
  return new AppError("BAD_USER_INPUT", {
    params: { problem: { en: `form schema at ${place}: ${en}.`, zh: `表单 schema 的 ${place}：${zh}。` } },
  });
};
