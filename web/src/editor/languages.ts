// The languages that editors know.

import { html } from '@codemirror/lang-html';
import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { xml } from '@codemirror/lang-xml';
import type { Extension } from '@codemirror/state';
import { graphql } from 'cm6-graphql';

export type Language = 'json' | 'xml' | 'html' | 'javascript' | 'graphql' | 'text';

const kLanguages: Record<Language, () => Extension> = { json, xml, html, javascript, graphql, text: () => [] };

export function languageExtension(language: Language): Extension {
  return kLanguages[language]();
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
