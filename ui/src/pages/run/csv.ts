/** Reads the first rows of a CSV text (RFC 4180: quotes, doubled quotes, line ends inside of them). */
export function parseCsv(text: string, maxRows: number, separator: "," | "\t" = ","): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // A field, and what ends it: a separator, a line end or the end of the text.
  const field = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n][^${separator}\\r\\n]*|))(${separator}|\\r?\\n|$)`,
    "gy",
  );
  while (field.lastIndex < text.length && rows.length <= maxRows) {
    const match = field.exec(text);
    if (match === null) break;
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === separator) continue;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push([...row, ""]);
  return rows;
}
