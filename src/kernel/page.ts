/** Pages of keyset lists: bounded size, one row more than asked for tells whether another page follows. Rules 11–12. */
import { AppError } from "./errors.js";

export interface PageRequest {
  /** 1–100; more is refused, not clipped. */
  readonly first: number;
  readonly after?: string | null;
}

export interface Page<T> {
  readonly items: readonly { readonly node: T; readonly cursor: string }[];
  readonly hasNextPage: boolean;
}

export const MAX_PAGE = 100;

/** @throws AppError BAD_USER_INPUT outside 1–100. */
export const checkPageSize = (first: number): number => {
  if (first >= 1 && first <= MAX_PAGE) return first;
  throw new AppError("BAD_USER_INPUT", {
    params: {
      problem: {
        en: `first must be between 1 and ${MAX_PAGE}, not ${first}. Ask for the next page with after.`,
        zh: `first 必须在 1 与 ${MAX_PAGE} 之间，收到 ${first}。请用 after 获取下一页。`,
      },
    },
  });
};

/** Values that one part of a filter may name, and characters of a text that is searched for. */
const MAX_FILTER_VALUES = 100;
const MAX_SEARCH_LENGTH = 5_000;

/** @throws AppError BAD_USER_INPUT for a part of a filter that is larger than any statement should be. */
export const checkFilter = (filter: object): void => {
  for (const [name, value] of Object.entries(filter)) {
    const limit = Array.isArray(value) ? MAX_FILTER_VALUES : MAX_SEARCH_LENGTH;
    const size = Array.isArray(value) || typeof value === "string" ? value.length : 0;
    if (size > limit) {
      const problem = {
        en: `filter.${name} may have at most ${limit} entries or characters.`,
        zh: `filter.${name} 最多 ${limit} 项或字符。`,
      };
      throw new AppError("BAD_USER_INPUT", { params: { problem } });
    }
  }
};

/** @param rows up to `first` + 1 rows. */
export const toPage = <T>(rows: readonly T[], first: number, cursorOf: (row: T) => string): Page<T> => ({
  items: rows.slice(0, first).map((node) => ({ node, cursor: cursorOf(node) })),
  hasNextPage: rows.length > first,
});
