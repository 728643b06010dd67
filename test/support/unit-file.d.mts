export type ParsedUnit = Readonly<Record<string, Readonly<Record<string, readonly string[]>> | undefined>>;
export declare const parseUnit: (text: string) => ParsedUnit;
export declare const words: (line: string, specifiers?: Readonly<Record<string, string>>) => string[];
