import { queries } from '../agent/queries';
import type { Content } from '../model/element';
import { elementQuery, treeNow } from '../workspace/elements';
import { ancestorsOf } from '../workspace/tree';
import { describeAll, sectionsOf, type DescribedSection } from './sections';

/** As many as a browser has connections to one host. */
const atOnce = 6;

/** Reads all of it, as it is saved. `onProgress`: how many of how many are there. Throws where one cannot be read. */
export async function readDocumentation(
  workspace: string,
  root: string,
  onProgress: (done: number, all: number) => void,
): Promise<DescribedSection[]> {
  const tree = treeNow(workspace);
  const sections = sectionsOf(tree, root);
  const wanted = [...ancestorsOf(tree, root), ...sections.map(({ element }) => element)];
  const contents = new Map<string, Content>();
  let next = 0;
  const readOn = async (): Promise<void> => {
    for (let element = wanted[next++]; element; element = wanted[next++]) {
      const { content } = await queries.query(elementQuery(workspace, element.id, element.version));
      contents.set(element.id, content);
      onProgress(contents.size, wanted.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, readOn));
  return describeAll(tree, sections, contents);
}
