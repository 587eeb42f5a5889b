/** Domain rules as they are typed: parted by commas, blanks or lines. */
export function readDomains(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

export const domainsHelp =
  'api.example.com, *.example.com, localhost:8080; over https, unless you write http://. * is everywhere.';
