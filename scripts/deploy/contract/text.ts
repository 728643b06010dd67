/** What an operator reads, in both languages. Commands, paths, keys and evidence are the same in both and stand inside. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}

export type Language = keyof Text;

export const text = (en: string, zh: string): Text => ({ en, zh });
