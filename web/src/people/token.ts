/** The token of a mail's link: what stands behind #, or the text itself where somebody copied that alone. */
export function tokenIn(text: string): string {
  const trimmed = text.trim();
  return trimmed.slice(trimmed.lastIndexOf('#') + 1);
}
