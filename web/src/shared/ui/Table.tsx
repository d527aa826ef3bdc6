import { Fragment, type ReactNode } from 'react';

interface Column<Row> {
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** The column that names the row, for screen readers. */
  rowHeader?: boolean;
  align?: 'end';
}

interface Props<Row> {
  /** Says what the table contains; it is read out, not shown. */
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** What unfolds below a row, over the whole width; null while it is folded. */
  detail?: (row: Row) => ReactNode;
}

/** Rows under headings. On a narrow screen it scrolls sideways in itself, by keyboard too. */
export function Table<Row>({ caption, columns, rows, rowKey, detail = () => null }: Props<Row>) {
  return (
    <section
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the focus, or the keyboard cannot scroll it
      tabIndex={0}
      className="overflow-x-auto rounded-card border border-line bg-surface"
    >
      <table className="w-full border-collapse text-start">
        <caption className="sr-only">{caption}</caption>
        <thead className="text-sm text-quiet">
          <tr>
            {columns.map((column, i) => (
              <th key={i} scope="col" className={cellClass(column)}>
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Fragment key={rowKey(row)}>
              <tr className="border-t border-line">
                {columns.map((column, i) =>
                  column.rowHeader ? (
                    <th key={i} scope="row" className={cellClass(column)}>
                      {column.cell(row)}
                    </th>
                  ) : (
                    <td key={i} className={cellClass(column)}>
                      {column.cell(row)}
                    </td>
                  ),
                )}
              </tr>
              <DetailRow width={columns.length}>{detail(row)}</DetailRow>
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function DetailRow({ width, children }: { width: number; children: ReactNode }) {
  if (!children) return null;
  return (
    <tr>
      <td colSpan={width} className="bg-sunken px-4 py-4">
        {children}
      </td>
    </tr>
  );
}

function cellClass({ align }: { align?: 'end' }): string {
  return `px-4 py-3 font-normal first:font-semibold ${align === 'end' ? 'text-end tabular-nums' : 'text-start'}`;
}
