import { describe, expect, it } from 'vitest';
import type { ResolvedVariable } from '../model/postman';
import { dynamicNames, dynamicNameSet } from './dynamic_names';
import { findVariables, meaningOf, openNameBefore, splitVariables, type VariableState } from './tokens';
import { smallestChange } from './use_editor';

describe('findVariables', () => {
  it.each<[string, string[]]>([
    ['no names', []],
    ['{{a}}', ['a']],
    ['x{{a}}y{{b c}}z', ['a', 'b c']],
    ['{{}}', ['']],
    ['{{a', []],
    ['{a}', []],
    ['{{{a}}}', ['a']],
    ['{{a{{b}}c}}', ['b']],
    ['{{$guid}} {{vault:key}}', ['$guid', 'vault:key']],
    ['{{a}\n}', []],
  ])('%j has %j', (text, names) => expect(findVariables(text).map(({ name }) => name)).toEqual(names));

  it('gives places with their braces', () =>
    expect(findVariables('ab{{c}}d')).toEqual([{ from: 2, to: 7, name: 'c' }]));

  it.each(['', 'plain', '{{a}}', 'x{{a}}{{b}}y', '{{a{{b}}c}}'])('parts of %j put together are the text', (text) =>
    expect(
      splitVariables(text)
        .map((part) => ('text' in part ? part.text : `{{${part.variable}}}`))
        .join(''),
    ).toBe(text),
  );
});

describe('meaningOf', () => {
  const variables: ResolvedVariable[] = [
    { key: 'host', value: 'near', scope: 'environment', secret: false, own: false },
    { key: 'host', value: 'far', scope: 'global', secret: false, own: false },
    { key: 'token', value: '••••', scope: 'environment', secret: true, own: false },
    { key: '$guid', value: 'mine', scope: 'global', secret: false, own: false },
  ];
  it.each<[string, VariableState, string | undefined]>([
    ['host', 'known', 'environment'],
    ['token', 'secret', 'environment'],
    ['$guid', 'known', 'global'],
    ['$timestamp', 'dynamic', undefined],
    ['$nothing', 'unknown', undefined],
    ['vault:api', 'vault', undefined],
    ['Host', 'unknown', undefined],
    ['', 'unknown', undefined],
  ])('%s is %s', (name, state, scope) => {
    const meaning = meaningOf(name, variables, dynamicNameSet);
    expect([meaning.state, meaning.variable?.scope]).toEqual([state, scope]);
  });
});

it('knows the names of Postman’s dynamic variables', () => {
  expect(dynamicNames).toContain('$randomEmail');
  expect(dynamicNames.length).toBeGreaterThan(100);
});

describe('openNameBefore', () => {
  it.each<[string, number | null]>([
    ['{{', 2],
    ['{{ab', 2],
    ['x{{a}}{{b', 8],
    ['{{a}}', null],
    ['{', null],
    ['a', null],
  ])('%j', (text, from) => expect(openNameBefore(text, text.length)).toBe(from));
});

describe('smallestChange', () => {
  it.each([
    ['', 'a', { from: 0, to: 0, insert: 'a' }],
    ['abc', 'abxc', { from: 2, to: 2, insert: 'x' }],
    ['aaa', 'aa', { from: 2, to: 3, insert: '' }],
    ['abc', 'xyz', { from: 0, to: 3, insert: 'xyz' }],
    ['same', 'same', { from: 4, to: 4, insert: '' }],
  ])('%j to %j', (before, after, change) => {
    expect(smallestChange(before, after)).toEqual(change);
  });
});
