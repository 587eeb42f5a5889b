import type { PostmanItem, ResolvedVariable } from '../model/postman';
import { requestOf, withRequest } from './item';
import { ParamTable } from './parts/ParamTable';
import { pathVariables, queryParams, setPathVariables, setQueryParams } from './url';

export interface PaneProps {
  item: PostmanItem;
  onChange: (item: PostmanItem) => void;
  variables: readonly ResolvedVariable[];
  readOnly: boolean;
}

/** Query parameters and path variables, in step with the text of the URL. */
export function ParamsPane({ item, onChange, variables, readOnly }: PaneProps) {
  const { url } = requestOf(item);
  const ofPath = pathVariables(url);
  return (
    <>
      <ParamTable
        noun="Parameter"
        title="Query parameters"
        rows={queryParams(url)}
        onChange={(rows) => onChange(withRequest(item, { url: setQueryParams(url, rows) }))}
        variables={variables}
        readOnly={readOnly}
      />
      {ofPath.length ? (
        <ParamTable
          noun="Path variable"
          isFixed
          rows={ofPath}
          onChange={(rows) => onChange(withRequest(item, { url: setPathVariables(url, rows) }))}
          variables={variables}
          readOnly={readOnly}
        />
      ) : null}
    </>
  );
}
