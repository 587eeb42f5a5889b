import { describe, expect, it } from 'vitest';
import { labelled, matching, toLabels, toMarkdown, toTokens, writingAt } from './mentions';

const ada = { id: '6f1b1f0e-1d4a-4b3c-9a53-0c0f5a1f7a01', name: 'Ada', email: 'ada@example.com' };
const lovelace = { id: '6f1b1f0e-1d4a-4b3c-9a53-0c0f5a1f7a02', name: 'Ada Lovelace', email: 'al@example.com' };
const ben = { id: '6f1b1f0e-1d4a-4b3c-9a53-0c0f5a1f7a03', name: 'Ben', email: 'ben@example.com' };
const people = labelled([ada, lovelace, ben]);

describe('a mention that is being written', () => {
  it.each([
    ['@', 1, { from: 0, query: '' }],
    ['Hi @Ad', 6, { from: 3, query: 'Ad' }],
    ['Hi @Ada Lo', 10, { from: 3, query: 'Ada Lo' }],
    ['Hi @Ad there', 6, { from: 3, query: 'Ad' }],
    ['ada@example.com', 15, null],
    ['@Ada\nnext line', 14, null],
  ])('in %j at %i', (text, caret, expected) => {
    expect(writingAt(text, caret)).toEqual(expected);
  });

  it.each([
    ['a', ['Ada', 'Ada Lovelace']],
    ['love', ['Ada Lovelace']],
    ['BEN@', ['Ben']],
    ['x', []],
  ])('offers for %j %j', (query, expected) => {
    expect(matching(people, query).map(({ label }) => label)).toEqual(expected);
  });
});

describe('a comment', () => {
  it.each([
    ['Hi @Ada!', `Hi @[Ada](account:${ada.id})!`],
    ['@Ada Lovelace knows', `@[Ada Lovelace](account:${lovelace.id}) knows`],
    ['(@Ben)', `(@[Ben](account:${ben.id}))`],
    ['@Adam and ben@Ben', '@Adam and ben@Ben'],
  ])('%j is sent as %j, and edited as it was written', (text, body) => {
    expect(toTokens(text, people)).toBe(body);
    expect(toLabels(body, people)).toBe(text);
  });

  it('tells people of one name apart by their addresses', () => {
    const two = labelled([ada, { ...ben, name: 'Ada' }]);
    expect(toTokens('@Ada (ben@example.com)', two)).toBe(`@[Ada](account:${ben.id})`);
    expect(toTokens('@Ada', two)).toBe('@Ada');
  });

  it('shows whom the id means, whatever the text calls them', () => {
    expect(toMarkdown(`@[Ben](account:${ada.id})`, people)).toBe(`[@Ada](account:${ada.id})`);
    expect(toMarkdown(`@[Ben](account:${ada.id})`, [])).toBe(`[@Ben (not in the workspace)](account:${ada.id})`);
  });

  it('keeps who is not known here when it is edited', () => {
    const body = `@[Eve](account:${ada.id})`;
    expect(toTokens(toLabels(body, []), [])).toBe(body);
  });
});
