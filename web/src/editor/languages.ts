// The languages that editors know.

import { json } from '@codemirror/lang-json';
import type { Extension } from '@codemirror/state';
import { useEffect, useState } from 'react';

export type Language = 'json' | 'xml' | 'html' | 'javascript' | 'graphql' | 'text';

/** What most bodies are is there at once; the others are fetched when they are first wanted. */
const kThere = new Map<Language, Extension>([
  ['json', json()],
  ['text', []],
]);

const kFetched: Record<Exclude<Language, 'json' | 'text'>, () => Promise<Extension>> = {
  xml: () => import('@codemirror/lang-xml').then(({ xml }) => xml()),
  html: () => import('@codemirror/lang-html').then(({ html }) => html()),
  javascript: () => import('@codemirror/lang-javascript').then(({ javascript }) => javascript()),
  graphql: () => import('cm6-graphql').then(({ graphql }) => graphql()),
};

const kNoLanguage: Extension = [];

/** The extension of a language; none until it was fetched. */
export function useLanguage(language: Language): Extension {
  const [, drawAnew] = useState(0);
  useEffect(() => {
    if (language === 'json' || language === 'text' || kThere.has(language)) return;
    let isOver = false;
    kFetched[language]().then(
      (extension) => {
        kThere.set(language, extension);
        if (!isOver) drawAnew((count) => count + 1);
      },
      // Without its language a text is shown without colours.
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [language]);
  return kThere.get(language) ?? kNoLanguage;
}

/** The language of a media type, as "application/problem+json; charset=utf-8". */
export function languageOf(mediaType: string): Language {
  const type = mediaType.toLowerCase().split(';')[0]?.trim() ?? '';
  if (/[/+]json$|json/.test(type)) return 'json';
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'html';
  if (/[/+]xml$/.test(type)) return 'xml';
  if (/javascript|ecmascript/.test(type)) return 'javascript';
  if (type.includes('graphql')) return 'graphql';
  return 'text';
}
