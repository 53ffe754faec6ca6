// A price list, delivery areas, means of payment: edited like a table. Paste from a spreadsheet, move rows, undo.
import { useRef, type ClipboardEvent, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { ArrowDown, ArrowUp, Plus, Redo2, Trash2, Undo2, X } from "lucide-react";
import { Button, IconButton } from "@/ui/Button";
import { classes } from "@/lib/classes";
import { controlLook } from "@/ui/Field";
import {
  MOST_COLUMNS,
  MOST_ROWS,
  pastedCells,
  redone,
  step,
  undone,
  withCell,
  withColumn,
  withColumnName,
  withoutColumn,
  withoutRow,
  withPasted,
  withRowAfter,
  withRowMoved,
  type History,
  type Table,
} from "./table";

interface TableEditorProps {
  history: History<Table>;
  onChange: (history: History<Table>) => void;
}

const cellLook = classes(controlLook, "h-9 w-full min-w-24 px-2 text-sm pointer-coarse:h-11");

function Head({
  table,
  onName,
  onRemove,
}: {
  table: Table;
  onName: (column: number, name: string) => void;
  onRemove: (column: number) => void;
}) {
  const { t } = useTranslation("knowledge");
  return (
    <thead>
      <tr>
        {table.columns.map((name, column) => (
          <th key={column} scope="col" className="p-1 text-start font-medium">
            <span className="flex items-center gap-1">
              <input
                dir="auto"
                value={name}
                maxLength={60}
                aria-label={t("table.columnName", { number: column + 1 })}
                onChange={(event) => onName(column, event.target.value)}
                className={classes(cellLook, "font-medium")}
              />
              {table.columns.length > 2 && (
                <IconButton
                  size="small"
                  icon={X}
                  label={t("table.removeColumn", { name: name || column + 1 })}
                  onClick={() => onRemove(column)}
                />
              )}
            </span>
          </th>
        ))}
        <th scope="col">
          <span className="sr-only">{t("table.rowActions")}</span>
        </th>
      </tr>
    </thead>
  );
}

export function TableEditor({ history, onChange }: TableEditorProps) {
  const { t } = useTranslation(["knowledge", "common"]);
  const table = history.now;
  const body = useRef<HTMLTableSectionElement>(null);
  /** Where the last letter was written: going on there is one step with it. */
  const writing = useRef("");
  const change = (next: Table, place = "") => {
    onChange(step(history, next, place !== "" && place === writing.current));
    writing.current = place;
  };
  const back = (next: History<Table>) => {
    writing.current = "";
    onChange(next);
  };
  const focus = (row: number, column: number) =>
    requestAnimationFrame(() => body.current?.querySelector<HTMLInputElement>(`[data-cell="${row}-${column}"]`)?.focus());
  const onPaste = (event: ClipboardEvent, row: number, column: number) => {
    const cells = pastedCells(event.clipboardData.getData("text/plain"));
    if (cells.length === 1 && cells[0]?.length === 1) return;
    event.preventDefault();
    change(withPasted(table, row, column, cells));
  };
  const onKey = (event: KeyboardEvent, row: number, column: number) => {
    const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (isUndo) back(event.shiftKey ? redone(history) : undone(history));
    else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const by = event.key === "ArrowUp" ? -1 : 1;
      change(withRowMoved(table, row, by));
      focus(row + by, column);
    } else if (event.key === "Enter") {
      if (row + 1 === table.rows.length && table.rows.length < MOST_ROWS) change(withRowAfter(table, row));
      focus(row + 1, event.shiftKey ? column : 0);
    } else return;
    event.preventDefault();
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        <Button size="small" icon={Undo2} disabled={history.past.length === 0} onClick={() => back(undone(history))}>
          {t("common:undo")}
        </Button>
        <Button size="small" icon={Redo2} disabled={history.future.length === 0} onClick={() => back(redone(history))}>
          {t("knowledge:table.redo")}
        </Button>
        <Button size="small" icon={Plus} disabled={table.columns.length >= MOST_COLUMNS} onClick={() => change(withColumn(table))}>
          {t("knowledge:table.addColumn")}
        </Button>
      </div>
      <div className="overflow-x-auto rounded-xl bg-sunken p-2 dark:bg-surface">
        <table className="w-full border-collapse">
          <caption className="sr-only">{t("knowledge:table.hint")}</caption>
          <Head
            table={table}
            onName={(column, name) => change(withColumnName(table, column, name), `column ${column}`)}
            onRemove={(column) => change(withoutColumn(table, column))}
          />
          <tbody ref={body}>
            {table.rows.map((cells, row) => (
              <tr key={row}>
                {cells.map((cell, column) => (
                  <td key={column} className="p-1">
                    <input
                      dir="auto"
                      data-cell={`${row}-${column}`}
                      value={cell}
                      maxLength={500}
                      aria-label={t("knowledge:table.cell", { name: table.columns[column] || column + 1, row: row + 1 })}
                      onChange={(event) => change(withCell(table, row, column, event.target.value), `${row} ${column}`)}
                      onPaste={(event) => onPaste(event, row, column)}
                      onKeyDown={(event) => onKey(event, row, column)}
                      className={cellLook}
                    />
                  </td>
                ))}
                <td className="p-1">
                  <span className="flex">
                    <IconButton
                      size="small"
                      icon={ArrowUp}
                      disabled={row === 0}
                      label={t("knowledge:table.up", { row: row + 1 })}
                      onClick={() => change(withRowMoved(table, row, -1))}
                    />
                    <IconButton
                      size="small"
                      icon={ArrowDown}
                      disabled={row + 1 === table.rows.length}
                      label={t("knowledge:table.down", { row: row + 1 })}
                      onClick={() => change(withRowMoved(table, row, 1))}
                    />
                    <IconButton
                      size="small"
                      icon={Trash2}
                      disabled={table.rows.length === 1}
                      label={t("knowledge:table.removeRow", { row: row + 1 })}
                      onClick={() => change(withoutRow(table, row))}
                    />
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <Button icon={Plus} disabled={table.rows.length >= MOST_ROWS} onClick={() => change(withRowAfter(table, table.rows.length - 1))}>
          {t("knowledge:table.addRow")}
        </Button>
        <p className="text-sm text-ink-faint">{t("knowledge:table.hint")}</p>
      </div>
    </div>
  );
}
