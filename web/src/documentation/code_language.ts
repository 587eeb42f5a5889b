/** The language that all code of the documentation is in; kept over a reload. */
import { codeLanguages, type CodeLanguage } from '../request/code/generate';
import { keptStore } from '../state/kept';

const usual = 'curl';

export const codeLanguage = keptStore('signet.code-language', (kept) => (typeof kept === 'string' ? kept : usual));

export function languageNow(id: string): CodeLanguage {
  const [first] = codeLanguages;
  const found = codeLanguages.find((language) => language.id === id) ?? first;
  if (!found) throw new Error('There is no language to write code in.');
  return found;
}
