/** Values that a template shows and nobody has edited. */

/** Names that are reserved for documentation (RFC 2606) and words that stand for something. `.test` is meant for tests and passes. */
const PLACEHOLDER = /CHANGE_?ME|(^|[./@])example\.(com|net|org)\b|\.example(\b|$)|^<.*>$|^(todo|tbd|xxx+)$/i;

export const isPlaceholder = (value: string): boolean => PLACEHOLDER.test(value);
