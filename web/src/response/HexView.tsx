import { hexRow, hexRowCount } from './bytes';
import { VirtualRows } from './VirtualRows';

export function HexView({ bytes }: { bytes: Uint8Array }) {
  return (
    <VirtualRows
      label="Bytes of the body"
      count={hexRowCount(bytes)}
      render={(row) => {
        const { offset, hex, text } = hexRow(bytes, row);
        return (
          <div key={row} className="virtual-row">
            <span className="virtual-number">{offset}</span>
            <span className="hex-bytes">{hex}</span>
            <span className="hex-text">{text}</span>
          </div>
        );
      }}
    />
  );
}
