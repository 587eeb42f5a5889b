import { FileSpreadsheet, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { explain } from '../agent/problem';
import { Button } from '../ui/Button';
import { IconButton } from '../ui/IconButton';
import { toast } from '../ui/Toast';
import { previewOf, type DataTable } from './data';
import type { DataFile } from './setup';

/** What the agent takes, in bytes. */
const largest = 10_000_000;

interface DataFieldProps {
  data: DataFile | null;
  /** `rows`: how many there are, where it can be read. */
  onChange: (data: DataFile | null, rows: number | null) => void;
}

/** A file of data: a row for each iteration, whose fields are variables. */
export function DataField({ data, onChange }: DataFieldProps) {
  const [isOver, setIsOver] = useState(false);
  const preview = useMemo(() => (data?.text == null ? null : previewOf(data.text)), [data]);
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > largest) {
      toast({ title: `“${file.name}” is too large`, detail: 'A file of data may have 10 MB.', tone: 'danger' });
      return;
    }
    try {
      const text = await file.text();
      const read = previewOf(text);
      onChange({ name: file.name, text }, 'count' in read ? read.count : null);
    } catch (error) {
      toast({ title: `“${file.name}” could not be read`, detail: explain(error), tone: 'danger' });
    }
  };
  return (
    <div
      className={`run-data${isOver ? ' run-data-over' : ''}`}
      role="group"
      aria-label="Data"
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        void take(event.dataTransfer.files[0]);
      }}
    >
      <span className="ui-label">Data</span>
      <div className="run-data-file">
        {data ? (
          <>
            <FileSpreadsheet aria-hidden />
            <span className="run-name">{data.name}</span>
            {preview && 'count' in preview ? <span className="tag">{rowsOf(preview.count)}</span> : null}
          </>
        ) : (
          <span className="run-muted run-name">None: each iteration is the same</span>
        )}
        <FileTrigger acceptedFileTypes={['.csv', '.json']} onSelect={(list) => void take(list?.[0])}>
          <Button size="small">{data ? 'Other …' : 'Choose a file …'}</Button>
        </FileTrigger>
        {data ? (
          <IconButton size="small" label="Run without data" onPress={() => onChange(null, null)}>
            <X aria-hidden />
          </IconButton>
        ) : null}
      </div>
      {data?.text === null ? (
        <p className="notice notice-warning">
          Data is not kept over a reload: choose the file again, or run without it.
        </p>
      ) : null}
      {preview === null ? (
        <p className="ui-description">CSV with a header row, or a JSON array of objects. Drop it here.</p>
      ) : 'problem' in preview ? (
        <p className="notice notice-danger">{preview.problem}</p>
      ) : (
        <PreviewTable table={preview} />
      )}
    </div>
  );
}

function rowsOf(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}

function PreviewTable({ table: { columns, rows, count } }: { table: DataTable }) {
  return (
    <div className="run-preview" tabIndex={0} role="region" aria-label="First rows of the data">
      <table>
        <thead>
          <tr>
            {columns.map((name, i) => (
              <th key={i} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {columns.map((_name, column) => (
                <td key={column}>{row[column]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {count > rows.length ? <p className="run-muted">and {rowsOf(count - rows.length)} more</p> : null}
    </div>
  );
}
