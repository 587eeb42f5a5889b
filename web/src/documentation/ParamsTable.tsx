import { VariableText } from '../editor/VariableText';
import type { ResolvedVariable } from '../model/postman';
import Markdown from '../ui/Markdown';
import { Tag } from '../ui/Tag';
import type { ParamDoc } from './describe';

interface ParamsTableProps {
  title: string;
  rows: readonly ParamDoc[];
  variables: readonly ResolvedVariable[];
  /** Of a part that has a heading already. */
  isInside?: boolean;
}

/** Parameters with what they are for; nothing where there are none. */
export function ParamsTable({ title, rows, variables, isInside = false }: ParamsTableProps) {
  if (rows.length === 0) return null;
  return (
    <section>
      {isInside ? <p className="doc-muted">{title}</p> : <h3>{title}</h3>}
      <table className="doc-table" aria-label={title}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
            <th scope="col">Description</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, value, description, isOptional }, i) => (
            <tr key={i}>
              <td>
                <code>
                  <VariableText text={key} variables={variables} />
                </code>
                {isOptional ? <Tag>Optional</Tag> : null}
              </td>
              <td>
                <code>
                  <VariableText text={value} variables={variables} />
                </code>
              </td>
              <td>{description ? <Markdown>{description}</Markdown> : null}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
