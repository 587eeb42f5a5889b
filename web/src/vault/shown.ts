/** A name that comes from a collection or the app's page, and would like to look like another: on one line, and short. */
export function shown(text: string): string {
  // eslint-disable-next-line no-control-regex -- exactly those are not to be shown
  const line = text.replaceAll(/[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
