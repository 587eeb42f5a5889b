/** What the documentation of a collection or folder consists of, in its order. */
import { isContainer, type Content, type Element } from '../model/element';
import { descriptionOf } from '../model/description';
import { inheritedAuth, type InheritedAuth } from '../model/inherited_auth';
import type { PostmanAuth, PostmanItem } from '../model/postman';
import { maskedSecrets } from '../model/secrets';
import { ancestorsOf, childrenOf, type ElementTree } from '../workspace/tree';
import { describeAuth, describeRequest, type AuthDoc, type RequestDoc } from './describe';

export interface Section {
  element: Element;
  /** 0: what the documentation is of. */
  level: number;
}

export type SectionDoc =
  | { kind: 'request'; item: PostmanItem; request: RequestDoc; inherited: InheritedAuth | null }
  | { kind: 'container'; description: string; auth: AuthDoc | null };

/** The root, then everything in it, each folder before what is in it. */
export function sectionsOf(tree: ElementTree, root: string): Section[] {
  const sections: Section[] = [];
  const add = (id: string, level: number) => {
    const element = tree.byId.get(id);
    if (!element || (!isContainer(element.kind) && element.kind !== 'request')) return;
    sections.push({ element, level });
    for (const child of childrenOf(tree, id)) add(child, level + 1);
  };
  add(root, 0);
  return sections;
}

/** No secret value gets into it: what is documented is read by others, and exported. */
export function describeSection({ kind }: Element, content: Content, inherited: InheritedAuth | null): SectionDoc {
  const shown = maskedSecrets(content);
  if (kind === 'request') {
    const item: PostmanItem = shown;
    return { kind: 'request', item, request: describeRequest(item, inherited), inherited };
  }
  const described = kind === 'folder' ? 'folder' : 'collection';
  const own = (shown.auth ?? null) as PostmanAuth | null;
  return { kind: 'container', description: descriptionOf(described, shown), auth: own && describeAuth(own, null) };
}

export interface DescribedSection extends Section {
  doc: SectionDoc;
}

/** All of it, from what was read of each. `contents`: of the sections and of what they are in. */
export function describeAll(
  tree: ElementTree,
  sections: readonly Section[],
  contents: ReadonlyMap<string, Content>,
): DescribedSection[] {
  return sections.flatMap((section) => {
    const { element } = section;
    const content = contents.get(element.id);
    if (!content) return [];
    const parents = ancestorsOf(tree, element.id).flatMap(({ id, name }) => {
      const parent = contents.get(id);
      return parent ? [{ name, content: parent }] : [];
    });
    return [{ ...section, doc: describeSection(element, content, inheritedAuth(parents)) }];
  });
}
