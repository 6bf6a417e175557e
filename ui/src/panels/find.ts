/** Finds metrics by a part of their name or by a regular expression, whatever their case. */
export function finder(text: string): (key: string) => boolean {
  if (text === "") return () => true;
  const plain = text.toLowerCase();
  const pattern = patternOf(text);
  return (key) => key.toLowerCase().includes(plain) || (pattern?.test(key) ?? false);
}

/** Null while somebody still types: `(` alone is no expression. */
function patternOf(text: string): RegExp | null {
  try {
    return new RegExp(text, "i");
  } catch {
    return null;
  }
}
