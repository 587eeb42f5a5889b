import { describe, expect, it } from 'vitest';
import type { Content, Element } from '../model/element';
import { emptyTree, withChanges } from '../workspace/tree';
import { languageNow } from './code_language';
import { toMarkdown } from './markdown';
import { describeAll, sectionsOf } from './sections';

function element(id: string, kind: Element['kind'], parent: string | null, position: number): Element {
  const plain = { collection: 'c', revision: 1, version: 1, seq: 1, changed: '', changed_by: '', trashed: null };
  return { ...plain, id, kind, parent, position, name: `The ${id}` };
}

const tree = withChanges(emptyTree, [
  element('c', 'collection', null, 0),
  element('last', 'request', 'c', 2),
  element('f', 'folder', 'c', 1),
  element('r', 'request', 'f', 0),
]);

const contents = new Map<string, Content>([
  [
    'c',
    {
      info: { description: 'All about **orders**.' },
      auth: { type: 'bearer', bearer: [{ key: 'token', value: 'a-secret-token' }] },
    },
  ],
  ['f', { description: '' }],
  [
    'r',
    {
      name: 'r',
      request: {
        method: 'GET',
        url: { raw: '{{base}}/a|b', query: [{ key: 'q', value: 'a|b', description: 'one\ntwo' }] },
        header: [{ key: 'X-Api-Key', value: 'another-secret' }],
      },
      response: [{ name: 'Fine', code: 200, body: 'has ``` in it' }],
    },
  ],
  ['last', { request: { method: 'DELETE', url: '{{base}}' } }],
]);

const markdown = (root: string) => toMarkdown(describeAll(tree, sectionsOf(tree, root), contents), languageNow('curl'));

describe('the documentation as Markdown', () => {
  it('has everything in the order of the collection, deeper headings for what is deeper', () => {
    const headings = markdown('c')
      .match(/^#+ .*$/gm)
      ?.filter((line) => !line.startsWith('# Reads'));
    expect(headings).toEqual(['# The c', '## The f', '### GET The r', '## DELETE The last']);
  });

  it('begins with the folder that it is of', () => {
    expect(markdown('f')).toMatch(/^# The f\n/);
    expect(markdown('f')).not.toContain('DELETE');
  });

  it('keeps tables and code whole, whatever is in them', () => {
    const text = markdown('c');
    expect(text).toContain('| `q` | `a\\|b` | one two |');
    expect(text).toContain('````\nhas ``` in it\n````');
  });

  it('says where authentication comes from', () => {
    expect(markdown('c')).toContain('**Authentication**: Bearer token, from The c');
  });

  it('has no secret in it', () => {
    const text = markdown('c');
    expect(text).not.toContain('a-secret-token');
    expect(text).not.toContain('another-secret');
    expect(text).toContain('••••••••');
  });

  it('leaves out what is not known', () => {
    const known = new Map([...contents].filter(([id]) => id !== 'r'));
    expect(describeAll(tree, sectionsOf(tree, 'c'), known).map((section) => section.element.id)).toEqual([
      'c',
      'f',
      'last',
    ]);
  });
});
